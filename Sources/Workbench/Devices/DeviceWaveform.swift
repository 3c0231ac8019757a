internal import DeviceModels
internal import Foundation
internal import OutputFiles
internal import Reports
internal import Units
internal import Waveforms

/// `mortal device waveform`: compact models along voltages over time.
package struct DeviceWaveform: Sendable, Codable, Equatable {
  /// One waveform.
  package struct Loop: Sendable, Codable, Equatable {
    package let voltage: String
    package let points: Int
    package let steps: Int
    /// Amperes.
    package let largestCurrent: Double
    package let stateFrom: Double
    package let stateTo: Double
    /// ∮ |I dV| of the last period, volts times amperes.
    package let lobeArea: Double
    /// Volts at which the state crosses the middle of its range.
    package let rising: Double?
    package let falling: Double?
  }

  package let model: String
  package let title: String
  package let state: String
  package let loops: [Loop]
  package let sources: [String]
  private let files: [String]

  /// - Parameters:
  ///   - voltages: `sine:1V:1kHz` and the like; several are drawn into one figure.
  ///   - figure: a name that ends in .svg, .pdf or .png.
  /// - Throws: `WaveformError`, ``WorkbenchError``, errors of files, `ReportError`.
  package init(
    model: String, voltages: [String], periods: Int, points: Int, output: String?, figure: String?, netlist: String?
  ) throws {
    guard !voltages.isEmpty else {
      throw WorkbenchError.outOfRange(option: "--voltage", value: "", allowed: "one or more, such as sine:1V:1kHz")
    }
    guard (1...10_000).contains(periods) else {
      throw WorkbenchError.outOfRange(option: "--periods", value: "\(periods)", allowed: "1...10000")
    }
    guard (20...100_000).contains(points), periods * points <= 10_000_000 else {
      throw WorkbenchError.outOfRange(
        option: "--points", value: "\(points)", allowed: "20...100000, and at most 10000000 in all periods")
    }
    let format = try figure.map { name in
      guard let format = FigureFormat.allCases.first(where: { name.hasSuffix("." + $0.rawValue) }) else {
        throw WorkbenchError.outOfRange(
          option: "--figure", value: name, allowed: "names that end in .svg, .pdf or .png")
      }
      return format
    }
    if netlist != nil, voltages.count > 1 {
      throw WorkbenchError.outOfRange(
        option: "--netlist", value: "\(voltages.count) voltages", allowed: "one --voltage; a deck has one source")
    }
    let file = try ModelFile(model, cards: Self.cards(model))
    let runs = try voltages.map { text in
      try WaveformRun(file, DrivingVoltage(parsing: text, periods: periods), samples: points)
    }
    var files: [String] = []
    if let output {
      try OutputFile(output).write(Self.table(runs))
      files.append(output)
    }
    if let figure, let format {
      try Self.draw(runs, figure, format)
      files.append(figure)
    }
    if let netlist {
      let deck = WaveformNetlist(
        file, runs[0].driving, samples: points,
        data: URL(fileURLWithPath: netlist).deletingPathExtension().lastPathComponent + ".data")
      try OutputFile(netlist, option: "--netlist").write(deck.text)
      files.append(netlist)
    }
    self.files = files
    self.model = runs[0].model
    title = runs[0].title
    state = runs[0].scale.column
    sources = runs[0].sources
    loops = runs.map { run in
      Loop(
        voltage: run.driving.text, points: run.points.count, steps: run.steps, largestCurrent: run.largestCurrent,
        stateFrom: run.stateRange.lowerBound, stateTo: run.stateRange.upperBound, lobeArea: run.lobeArea,
        rising: run.switching.rising, falling: run.switching.falling)
    }
  }

  /// The folder of the cards; a path needs none.
  private static func cards(_ model: String) throws -> String {
    model.contains("/") || model.hasSuffix(".yaml") ? "" : try DeviceLibrary.find().folder
  }

  /// One waveform's table, or the tables of several with their voltages in front.
  private static func table(_ runs: [WaveformRun]) -> String {
    guard runs.count > 1 else { return runs[0].csv }
    var text = ""
    for run in runs {
      let lines = run.csv.split(separator: "\n")
      if text.isEmpty { text = "waveform,\(lines[0])\n" }
      for line in lines.dropFirst() { text += "\(run.driving.text),\(line)\n" }
    }
    return text
  }

  private static func draw(_ runs: [WaveformRun], _ figure: String, _ format: FigureFormat) throws {
    let largest = runs.map(\.largestCurrent).max() ?? 0
    let (factor, unit) =
      [(1.0, "A"), (1e3, "mA"), (1e6, "uA"), (1e9, "nA"), (1e12, "pA")].first { largest * $0.0 >= 1 } ?? (1e15, "fA")
    let plot = LinePlot(
      x: Axis("voltage", unit: "V"), y: Axis("current", unit: unit),
      series: runs.map { run in
        let points = run.lastPeriod.map { run.points[$0] }
        return LinePlot.Series(run.driving.text, x: points.map(\.voltage), y: points.map { $0.current * factor })
      }, marks: false, legend: runs.count > 2 ? .right : .above, size: FigureSize(width: runs.count > 2 ? 110 : 85))
    // A figure comes with its numbers and script; asked for is one file.
    let folder = try OutputFolder.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let drawn = try plot.draw(to: URL(fileURLWithPath: folder), name: "loop", formats: [format])
    guard let made = drawn[format] else { return }
    try OutputFile(figure, option: "--figure").write(Data(contentsOf: made))
  }

  private static func rounded(_ current: Double) -> Amperes { Amperes(Double(significant(current)) ?? current) }

  /// For a terminal.
  package var lines: [String] {
    var lines = ["\(model): \(title)"]
    for loop in loops {
      var line = "\(loop.voltage): largest current \(Self.rounded(loop.largestCurrent)); last period: \(state) from "
      line += "\(significant(loop.stateFrom)) to \(significant(loop.stateTo)), "
      line += "loop \(significant(loop.lobeArea)) V A"
      if let rising = loop.rising, let falling = loop.falling {
        line += ", half way up at \(significant(rising)) V, down at \(significant(falling)) V"
      }
      lines.append(line)
    }
    if !files.isEmpty { lines.append("wrote " + files.joined(separator: ", ")) }
    return lines
  }
}
