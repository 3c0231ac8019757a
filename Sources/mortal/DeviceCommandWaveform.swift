import ArgumentParser
import Workbench

struct DeviceCommandWaveform: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "waveform",
    abstract: "Current and state of a compact model along a voltage over time: hysteresis loops, for teaching.",
    discussion: """
      Models lie in Devices/compact-models: linear-ion-drift, vteam, yakopcic, stanford-pku; a path of a .yaml file is a
      model of your own. Voltages: sine:1V:1kHz, triangle:1V:1kHz, or a table time_s,voltage_V; several are laid over
      each other. The table of a run has time_s, voltage_V, current_A and the state.
      Example: mortal device waveform --model vteam --voltage sine:1V:1kHz --output loop.csv --figure loop.svg
      """)

  @Option(help: "A compact model's name, or the path of a .yaml file.") var model: String
  @Option(help: "sine:AMPLITUDE:FREQUENCY, triangle:AMPLITUDE:FREQUENCY, or a table's name.") var voltage: [String]
  @Option(help: "Periods of a sine or triangle.") var periods = 2
  @Option(help: "Points of a period, or of a table's length.") var points = 1000
  @Option(help: "The .csv file to write.") var output: String?
  @Option(help: "The figure to draw: .svg, .pdf or .png; the last period, current over voltage.") var figure: String?
  @Option(help: "A deck for ngspice that integrates the same equations.") var netlist: String?
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func validate() throws {
    if voltage.isEmpty { throw ValidationError("--voltage: at least one is needed, such as sine:1V:1kHz") }
  }

  func run() throws {
    let waveform = try DeviceWaveform(
      model: model, voltages: voltage, periods: periods, points: points, output: output, figure: figure,
      netlist: netlist)
    if json {
      print(try JSONText.of(waveform))
    } else {
      for line in waveform.lines { print(line) }
    }
  }
}
