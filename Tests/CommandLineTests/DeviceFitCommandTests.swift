import Foundation
import NumPyFiles
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct DeviceFitCommandTests {
  /// The five commands of docs/own-device.md, as far as the card.
  @Test func aTableBecomesACardThatChecks() throws {
    let scratch = try ScratchFolder()
    let (table, card) = (scratch.url("pulses.csv").path, scratch.url("my-cell.yaml").path)
    let made = try Program.run([
      "device", "pulse", "ecram-li2018", "--up", "200", "--down", "200", "--devices", "60", "--output", table,
    ])
    #expect(made.status == 0, "\(made.errors)")
    let fitted = try Program.run([
      "device", "fit", "--pulses", table, "--law", "linear", "--name", "my-cell", "--output", card, "--resamples",
      "100",
    ])
    #expect(fitted.status == 0, "\(fitted.errors)")
    #expect(fitted.output.contains("48 devices fitted, 12 held out") && fitted.output.contains("pulse.slopeUp"))
    let shown = try Program.run(["device", "show", card])
    #expect(shown.status == 0 && shown.output.contains("SHA-256"))
    let checked = try Program.run(["device", "check", card])
    #expect(checked.status == 0, "\(checked.output)")
    #expect(checked.output.contains("held-out"))
  }

  @Test func faultsHaveTheirStatus() throws {
    let scratch = try ScratchFolder()
    let output = scratch.url("x.yaml").path
    let missing = try Program.run(["device", "fit", "--pulses", "/nowhere.csv", "--name", "x", "--output", output])
    #expect(missing.status == 66, "\(missing.errors)")
    let bad = scratch.url("bad.csv")
    try Data("device,pulse,direction,conductance_uS\na,1,up,-5\n".utf8).write(to: bad)
    let refused = try Program.run(["device", "fit", "--pulses", bad.path, "--name", "x", "--output", output])
    #expect(refused.status == 65 && refused.errors.contains(":2:"), "\(refused.errors)")
    #expect(refused.errors.contains("-5"))
    let law = try Program.run([
      "device", "fit", "--pulses", bad.path, "--law", "cubic", "--name", "x", "--output", output,
    ])
    #expect(law.status == 64 && law.errors.contains("softBounds"), "\(law.errors)")
    let nothing = try Program.run(["device", "fit", "--name", "x", "--output", output])
    #expect(nothing.status == 64)
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func currentOverVoltage() throws {
    let scratch = try ScratchFolder()
    let output = scratch.url("iv.npy").path
    let outcome = try Program.run([
      "device", "iv", "rram-milo2021", "--state", "75uS", "--from", "-0.5V", "--to", "0.5V", "--points", "11",
      "--output", output,
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let array = try NPY.read(output)
    #expect(array.shape == [11, 2])
    let (voltage, current) = (array.doubles[0], array.doubles[1])
    #expect(voltage == -0.5 && current < -0.5 * 75e-6)
    let beyond = try Program.run([
      "device", "iv", "rram-milo2021", "--state", "75uS", "--from", "-5V", "--to", "0.5V", "--output", output,
    ])
    #expect(beyond.status == 64 && beyond.errors.contains("published"), "\(beyond.errors)")
  }
}
