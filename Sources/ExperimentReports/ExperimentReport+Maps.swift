internal import ExperimentFiles
internal import Experiments
internal import Foundation
internal import Learning
internal import Matrices
internal import Reports
internal import RunStore

/// What single runs keep as artifacts: goodness of positive and negative data, weights and their errors.
extension ExperimentReport {
  /// Most learners that get figures of their own.
  private static let mostLearners = 6

  /// The first run of every learner that has an artifact, swept fields at rest.
  private func kept<T>(_ name: String, _ read: (Data) -> T?) throws -> [(learner: String, run: StoredRun, value: T)] {
    var found: [(String, StoredRun, T)] = []
    for learner in groups.learners {
      guard let run = groups.runs(learner).first, let data = try results.artifact(name, of: run) else { continue }
      guard let value = read(data) else {
        throw StoreError.corrupted(path: directory.path, detail: "artifact \(name) of run \(run.id)")
      }
      found.append((learner, run, value))
    }
    return Array(found.prefix(Self.mostLearners))
  }

  /// Histograms of goodness, layer by layer.
  func goodness() throws -> Part? {
    let kept = try kept(RunMeasurement.goodnessArtifact) {
      try? JSONDecoder().decode([GoodnessHistogram].self, from: $0)
    }
    guard !kept.isEmpty else { return nil }
    var part = Part(heading: "Goodness of positive and negative data")
    for (number, item) in kept.enumerated() {
      part.figures.append(
        .init(
          .goodness, "goodness-\(number + 1)",
          Panels(item.value.map { GoodnessPlot(layer: $0).figure }, columns: min(3, item.value.count)),
          "\(item.learner), chip \(item.run.serial): goodness of the test images with their true label (positive) and "
            + "with negative data, layer by layer.", width: item.value.count > 1 ? 170 : 85))
    }
    var table = Table(
      caption:
        "Separation: probability that an image with its true label has more goodness than negative data (0.5: the "
        + "layer cannot tell, 1: always); mean over chips and 95 % bootstrap interval.",
      columns: ["learner"] + (kept.map { $0.value.count }.max().map { (1...$0).map { "layer \($0)" } } ?? []) + ["n"])
    for item in kept {
      let runs = groups.runs(item.learner)
      table.append(
        [.text(item.learner)]
          + (1..<table.columns.count - 1).map { layer in
            cell(runs.compactMap { $0.metric(.goodnessSeparation, step: layer) }, scale: 1, decimals: 3)
          } + [.count(runs.count)])
    }
    part.tables.append(table)
    return part
  }

  /// Wanted weights and what became of them.
  func weightMaps() throws -> Part? {
    let kept = try kept(WeightMap.artifact) { WeightMap($0) }
    guard !kept.isEmpty else { return nil }
    var part = Part(heading: "Weights on the chip")
    for (number, item) in kept.enumerated() {
      let map = item.value
      func lines(_ matrix: Matrix) -> [[Double]] { (0..<matrix.rows).map { matrix.row($0).map(Double.init) } }
      var error = map.found
      error.add(map.wanted, scaledBy: -1)
      let places = (Axis("word line, from \(map.inputs.lowerBound)"), Axis("bit line"))
      part.figures.append(
        .init(
          .weightMaps, "weights-\(number + 1)",
          Panels([
            HeatMap(
              title: "weight, wanted", values: lines(map.wanted), rows: places.0, columns: places.1,
              colour: Axis("weight"),
              map: .diverging),
            HeatMap(
              title: "weight error, found − wanted", values: lines(error), rows: places.0, columns: places.1,
              colour: Axis("weight error"), map: .diverging),
          ]),
          "\(item.learner), chip \(item.run.serial): a part of the first layer's weights as they were wanted, and what the "
            + "chip made of them, noise of reads aside.", width: 170))
    }
    return part
  }
}

/// The distribution of goodness in one layer.
struct GoodnessPlot {
  let layer: GoodnessHistogram

  /// Outlines of both histograms.
  var figure: LinePlot {
    let edges = layer.edges.map(Double.init)
    func outline(_ name: String, _ counts: [Int]) -> LinePlot.Series {
      var (x, y) = ([edges[0]], [0.0])
      for (bin, count) in counts.enumerated() {
        x += [edges[bin], edges[bin + 1]]
        y += [Double(count), Double(count)]
      }
      return .init(name, x: x + [edges[edges.count - 1]], y: y + [0])
    }
    return LinePlot(
      title: "layer \(layer.layer + 1)", x: Axis("goodness Σ activity²"), y: Axis("test images"),
      series: [outline("positive", layer.positive), outline("negative", layer.negative)], marks: false)
  }
}
