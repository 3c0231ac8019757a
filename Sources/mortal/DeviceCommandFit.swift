import ArgumentParser
import Workbench

struct DeviceCommandFit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "A device card from measured tables: update curves, retention, reads, current and voltage.",
    discussion: """
      Tables are CSV (comma, semicolon, tab), gzipped CSV or .npy arrays of shape [rows, columns]; the first line \
      names the columns with their units:
        --pulses     device,pulse,direction,conductance_uS   (cycle, if a device has several trains)
        --retention  device,time_s,conductance_uS            (target_uS, if it was programmed to one)
        --reads      device,time_s,conductance_uS            at equal intervals and one voltage
        --iv         device,voltage_V,current_uA
        --bake       device,temperature_C,time_s,conductance_uS   one reading before and one after each bake
      A resistance (resistance_kOhm) is read as a conductance. Other names: --columns conductance_uS=G_meas; files \
      without names: --columns device=1,time_s=2,conductance_S=4. Only some rows: --where temperature=100.
      Every fifth device is held out; its means are the card's check points (mortal device check CARD).
      Example: mortal device fit --pulses pulses.csv --name my-cell --output Devices/my-cell.yaml --report out/my-cell
      """)

  @Option(help: "Table of conductances after each pulse.") var pulses: String?
  @Option(help: "Table of conductances over time after programming.") var retention: String?
  @Option(help: "Table of repeated reads.") var reads: String?
  @Option(name: .customLong("iv"), help: "Table of currents over voltages.") var currentVoltage: String?
  @Option(help: "Table of conductances before and after bakes.") var bake: String?
  @Option(help: "The card's name.") var name: String
  @Option(help: "The card's file.") var output: String
  @Option(help: "Step law: auto (by AIC), or softBounds, exponential, linear, neuroSim, power, constant.")
  var law = "auto"
  @Flag(help: "Put the measured table of steps into the card instead of a law.") var lookup = false
  @Option(help: "Columns by other names, NAME_UNIT=HEADER or NAME_UNIT=NUMBER, separated by commas.")
  var columns: [String] = []
  @Option(name: .customLong("where"), help: "Only rows with this value: COLUMN=VALUE, separated by commas.")
  var only: [String] = []
  @Option(help: "Folder of a report (HTML) that lays simulated devices over the measured ones.") var report: String?
  @Option(help: "Technology: ideal, pcm, rram, ecram, fefet, flash.") var technology = "rram"
  @Option(help: "Share of devices held out for the check points.") var heldOut = 0.2
  @Option(help: "Resamples of the devices for the intervals.") var resamples = 400
  @Option(help: "Read voltage of the card.") var readVoltage = "0.2 V"
  @Option(help: "Integration time of a read.") var integrationTime = "100 ns"
  @Option(help: "Activation energy that the card takes for bakes of other durations.") var bakeEnergy = "1 eV"
  @Option(help: "Seed of the held-out devices and of the resampling.") var seed: UInt64 = 1
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func run() throws {
    let fitting = try DeviceFitting(
      .init(
        pulses: pulses, retention: retention, reads: reads, currentVoltage: currentVoltage, bake: bake, name: name,
        output: output,
        law: law, lookup: lookup, columns: columns, only: only, report: report, technology: technology,
        heldOut: heldOut, resamples: resamples, readVoltage: readVoltage, integrationTime: integrationTime,
        bakeEnergy: bakeEnergy, seed: seed)
    ) { Terminal.note($0) }
    if json {
      Terminal.tell(try JSONText.of(fitting.summary), of: output)
    } else {
      for line in fitting.lines { Terminal.tell(line, of: output) }
    }
  }
}
