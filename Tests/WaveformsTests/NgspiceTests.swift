import TestSupport
import Testing
import Waveforms

/// The decks that the program writes, run by ngspice.
@Suite struct NgspiceTests {
  /// Currents of the two integrations, linearly interpolated, differ by less than a hundredth of the largest in the
  /// mean, and end states agree to 0.01; a deck of another threshold does not.
  @Test(
    .enabled(if: Ngspice.path != nil, "\(Ngspice.isAbsent)"),
    arguments: [
      ("linear-ion-drift", "sine:1V:1Hz"), ("vteam", "sine:0.5V:20MHz"), ("yakopcic", "triangle:0.3V:500Hz"),
      ("stanford-pku", "triangle:1.6V:1kHz"),
    ]) func decksAgree(_ name: String, _ voltage: String) throws
  {
    let file = try Models.shipped(name)
    let run = try Models.run(file, voltage, periods: 1, samples: 400)
    let netlist = WaveformNetlist(file, run.driving, samples: 400, data: "loop.data").text
    let text = try Ngspice.run(netlist, writing: "loop.data").written
    let rows = text.split(separator: "\n").map { $0.split(separator: " ").compactMap { Double($0) } }
      .filter { $0.count == 4 }
    #expect(rows.count > 100 && abs((rows.last?[0] ?? 0) / run.driving.duration - 1) < 1e-3)
    let largest = run.largestCurrent
    var (sum, index) = (0.0, 0)
    for point in run.points {
      while index + 2 < rows.count, rows[index + 1][0] < point.time { index += 1 }
      let (a, b) = (rows[index], rows[index + 1])
      let share = min(max((point.time - a[0]) / (b[0] - a[0]), 0), 1)
      sum += abs(a[2] + share * (b[2] - a[2]) - point.current) / largest
    }
    #expect(sum / Double(run.points.count) < 0.01, "\(name): \(sum / Double(run.points.count))")
    let range = name == "stanford-pku" ? 0.2...1.7 : 0...1
    let end = ((run.points.last?.state ?? 0) - range.lowerBound) / (range.upperBound - range.lowerBound)
    #expect(abs(end - (rows.last?[3] ?? -1)) < 0.01, "\(name): \(end), \(rows.last ?? [])")
  }
}
