internal import ExperimentFiles
internal import Experiments
internal import Foundation
internal import Learning
internal import Matrices
internal import Reports
internal import RunStore

extension ReportFigure {
  static let goodness = ReportFigure("goodness", "goodness of positive and negative data, layer by layer")
  static let goodnessByClass = ReportFigure(
    "goodnessByClass", "goodness of positive and negative data class by class, a figure a layer")
  static let receptiveFields = ReportFigure("receptiveFields", "weights of units of the first layer, as images")
  static let weightMaps = ReportFigure("weightMaps", "weights of a chip's first layer and their errors")
}

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
      GoodnessHistogram.sound($0)
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

  /// Histograms of goodness class by class, a figure a layer, and what units of the first layer look for.
  func layersLearned() throws -> Part? {
    let classes = try kept(RunMeasurement.goodnessByClassArtifact) {
      try? JSONDecoder().decode([GoodnessByClass].self, from: $0)
    }
    let fields = try kept(ReceptiveFields.artifact) { ReceptiveFields($0) }
    guard !classes.isEmpty || !fields.isEmpty else { return nil }
    var part = Part(heading: "What layers learned")
    func add(_ kind: ReportFigure, _ item: NetFigures.Item, _ number: Int, _ learner: String, _ run: StoredRun) {
      part.figures.append(
        .init(
          kind, "\(item.name)-\(number + 1)", item.figure, "\(learner), chip \(run.serial): \(item.caption)",
          width: item.width))
    }
    for (number, item) in fields.enumerated() {
      guard let sheet = NetFigures(goodness: [], fields: item.value).receptiveFields else { continue }
      add(.receptiveFields, sheet, number, item.learner, item.run)
    }
    for (number, item) in classes.enumerated() {
      for figure in NetFigures(goodness: [], byClass: item.value).goodnessByClass {
        add(.goodnessByClass, figure, number, item.learner, item.run)
      }
    }
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

extension GoodnessHistogram {
  /// The histograms of an artifact; nil for what is none, and for bins that do not fit their edges.
  static func sound(_ data: Data) -> [GoodnessHistogram]? {
    guard let all = try? JSONDecoder().decode([GoodnessHistogram].self, from: data), !all.isEmpty else { return nil }
    return all.allSatisfy { histogram in
      let bins = histogram.edges.count - 1
      return bins > 0 && histogram.positive.count == bins && histogram.negative.count == bins
        && histogram.layer >= 0 && histogram.edges.allSatisfy(\.isFinite)
    } ? all : nil
  }
}
