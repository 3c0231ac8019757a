package import Foundation
internal import Learning
internal import Matrices
internal import OutputFiles
package import Reports
internal import Statistics

/// The table and the figures of a tour of chips.
package struct ChipTourReport: Sendable {
  let stops: [ChipTourStop]
  let data: String

  /// - Parameter data: what the images are called.
  package init(_ stops: [ChipTourStop], data: String) {
    precondition(!stops.isEmpty, "a tour has at least one card")
    self.stops = stops
    self.data = data
  }

  /// How far each chip is from ideal, from the other chip and from itself a moment later; one line a card.
  /// - Throws: `StatisticsError` below two images.
  package func table() throws -> Table {
    let (images, shape) = (stops[0].test.count, stops[0].wanted)
    var table = Table(
      caption: "One trained layer of \(shape.rows) x \(shape.columns) weights, \(images) images of \(data); distances "
        + "in % of the ideal output, mean over images and 95 % interval; test errors and decisions in %",
      columns: [
        "card", "chip A to ideal", "chip B to ideal", "A to B", "A to A, read again", "test error digital",
        "on A", "on B", "decisions that differ, A to B",
      ])
    for stop in stops {
      let (a, b) = (stop.readings[0], stop.readings[1])
      func mean(_ first: Matrix, _ second: Matrix) throws -> Table.Cell {
        let sample = try Sample(stop.distances(first, second).map { 100 * $0 }, name: "distance")
        let interval = try sample.meanInterval()
        return .interval(sample.mean, lower: interval.lower, upper: interval.upper, decimals: 2)
      }
      let differing = try Proportion(successes: stop.disagreements(a, b), trials: images)
      let interval = try differing.interval()
      table.append([
        .text(stop.card), try mean(a.outputs, stop.digital.outputs), try mean(b.outputs, stop.digital.outputs),
        try mean(a.outputs, b.outputs), try mean(a.outputs, stop.again), .number(stop.error(stop.digital), decimals: 2),
        .number(stop.error(a), decimals: 2), .number(stop.error(b), decimals: 2),
        .interval(
          100 * differing.estimate, lower: 100 * interval.lower, upper: 100 * interval.upper, decimals: 2),
      ])
    }
    return table
  }

  /// Draws the figures into a folder and writes the table beside them.
  /// - Returns: the names of the figures, without extension.
  /// - Throws: `ReportError`, `StatisticsError`, `OutputError` for a folder that cannot be written.
  package func write(to folder: URL) throws -> [String] {
    try OutputFolder.prepare(folder.path)
    try OutputFile(folder.appendingPathComponent("chips.csv").path).write(try table().csv())
    try outputs.draw(to: folder, name: "chips-outputs", formats: [.svg, .png])
    try weights.draw(to: folder, name: "chips-weights", formats: [.svg, .png])
    return ["chips-outputs", "chips-weights"]
  }
}
