package import Energy
package import Foundation
package import Reports
internal import Units

/// What `mortal energy pipeline` prints and draws: how long an example takes while layers learn side by side.
package struct PipelineReport: Sendable {
  /// Seconds of a vector through a layer and of an update of a layer.
  package let read: Double
  package let update: Double
  package let batch: Int
  package let depths: [Int]
  package let technology: Technology

  /// - Throws: `EnergyError`, `YAMLError`.
  package init(technology: String, depths: [Int] = [1, 2, 3, 4, 6, 8, 12, 16], batch: Int = 10) throws {
    let technology = try TechnologyLibrary.technology(technology)
    guard let read = technology.readTime, let update = technology.updateTime ?? technology.readTime else {
      throw EnergyError.missingNumber(
        technology: technology.id, number: "how long a read takes (times.read)",
        technologiesThatHaveIt: (try? TechnologyLibrary.find().technologies())?.filter { $0.readTime != nil }.map(\.id)
          ?? [])
    }
    guard (1...64).contains(batch) else {
      throw EnergyError.outOfRange(option: "--batch", value: "\(batch)", allowed: "1...64")
    }
    for depth in depths where !(1...64).contains(depth) {
      throw EnergyError.outOfRange(option: "--depths", value: "\(depth)", allowed: "1...64")
    }
    (self.read, self.update) = (read.value, update.value)
    (self.technology, self.depths, self.batch) = (technology, depths, batch)
  }

  private func microseconds(_ rule: LayerPipeline.Rule, _ depth: Int) -> Double {
    1e6 * LayerPipeline.secondsAnExample(rule, layers: depth, batch: batch, read: read, update: update)
  }

  /// Microseconds an example, depth by depth.
  package func table() -> Table {
    var table = Table(
      caption:
        "Microseconds an example against depth: batches of \(batch), \(Seconds(read)) a read and \(Seconds(update)) an "
        + "update of a layer (\(technology.id)); one array a layer, all layers at work side by side.",
      columns: ["layers"] + LayerPipeline.Rule.allCases.map(\.rawValue)
        + ["backpropagation / forwardForward", "backpropagation / onePass"])
    for depth in depths {
      let times = LayerPipeline.Rule.allCases.map { microseconds($0, depth) }
      func time(_ rule: LayerPipeline.Rule) -> Double { microseconds(rule, depth) }
      table.append(
        [.count(depth)] + times.map { .number($0, decimals: 3) }
          + [
            .number(time(.backpropagation) / time(.forwardForward), decimals: 2),
            .number(time(.backpropagation) / time(.onePass), decimals: 2),
          ])
    }
    return table
  }

  /// Draws microseconds against depth, and what four layers do during three batches of every rule.
  /// - Throws: `ReportError`.
  package func draw(to folder: URL) throws -> [String] {
    let lines = LayerPipeline.Rule.allCases.map { rule in
      LinePlot.Series(rule.rawValue, x: depths.map(Double.init), y: depths.map { microseconds(rule, $0) })
    }
    let formats: [FigureFormat] = [.svg, .png]
    _ = try LinePlot(
      x: Axis("layers"), y: Axis("time an example", unit: "us"), series: lines, size: FigureSize(height: 70)
    ).draw(to: folder, name: "pipeline-depth", formats: formats)
    var written = ["pipeline-depth"]
    let shown = LayerPipeline.Rule.allCases.map {
      LayerPipeline($0, layers: 4, batch: min(batch, 4), batches: 3, read: read, update: update)
    }
    let longest = shown.map(\.end).max() ?? 1
    for pipeline in shown {
      let count = max(1, Int((pipeline.end / longest * 160).rounded()))
      let name = "pipeline-\(pipeline.rule.rawValue)"
      _ = try HeatMap(
        title: "\(pipeline.rule.rawValue): \(String(format: "%.0f", 100 * pipeline.occupancy)) % of the time at work",
        values: pipeline.occupancy(pieces: count).reversed().map { $0 + [Double](repeating: 0, count: 160 - count) },
        rows: Axis("layer"), columns: Axis("time", unit: String(format: "%.0f ns", 1e9 * longest / 160)),
        rowLabels: (1...4).reversed().map { "\($0)" },
        colour: Axis(
          "work", range: 0...3,
          ticks: [.init(0, "idle"), .init(1, "forward"), .init(2, "back"), .init(3, "update")]),
        size: FigureSize(height: 45)
      ).draw(to: folder, name: name, formats: formats)
      written.append(name)
    }
    return written
  }
}
