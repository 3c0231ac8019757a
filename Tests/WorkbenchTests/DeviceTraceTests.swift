import Foundation
import NumPyFiles
import TestSupport
import Testing
import Workbench

/// `mortal device trace` and `mortal device spectrum`.
@Suite struct DeviceTraceTests {
  private func card(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Devices/\(name).yaml")
      .standardizedFileURL.path
  }

  private func file() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("mortal-trace-\(UUID().uuidString).npy").path
  }

  private func options(count: Int = 20_000, devices: Int = 3) -> DeviceTraceOptions {
    var options = DeviceTraceOptions(card: card("pcm-joshi2020"), target: "10uS", interval: "1us")
    options.count = count
    options.devices = devices
    options.serial = 7
    return options
  }

  @Test func aTraceIsAFileOfDevicesAndReads() throws {
    let output = file()
    defer { try? FileManager.default.removeItem(atPath: output) }
    let tracing = try DeviceTracing(options(count: 500), output: output)
    let (shape, values) = try NPY.readDoubles(output)
    #expect(shape == [3, 500] && tracing.means.count == 3 && tracing.firstSeconds == 20)
    expectClose(tracing.means[1], values[500..<1000].reduce(0, +) / 500, relative: 1e-9)
    #expect(tracing.notes.isEmpty && tracing.lines.count == 4)
    // The same serial number and seed are the same trace, a longer one begins with it.
    _ = try DeviceTracing(options(count: 700), output: output)
    let longer = try NPY.readDoubles(output).values
    #expect(Array(longer[0..<500]) == Array(values[0..<500]))
  }

  /// The spectrum of the trace lies by that of the card's process; measured reads stand beside it.
  @Test func theSpectrumIsTheCards() throws {
    let output = file()
    defer { try? FileManager.default.removeItem(atPath: output) }
    _ = try DeviceTracing(options(), output: output)
    let spectrum = try DeviceSpectrum(options(devices: 12), measured: output)
    let cardSlope = try #require(spectrum.cardSlope)
    expectClose(spectrum.slope, cardSlope, absolute: 0.05, "exponent")
    expectClose(cardSlope, -1, absolute: 0.05, "the card's exponent")
    expectClose(try #require(spectrum.measuredSlope), cardSlope, absolute: 0.15, "exponent of three devices")
    for point in spectrum.spectrum.dropFirst() {
      // Traces about their own mean have lost what is slower than they are long: relative to it all else is larger.
      let ratio = point.found / (try #require(point.card))
      #expect(ratio > 0.7 && ratio < 4, "\(point.hertz) Hz: \(ratio)")
    }
    #expect(spectrum.autocorrelation.count > 8 && spectrum.lines.count == 3)
    #expect(throws: WorkbenchError.self) { try DeviceSpectrum(options(count: 63)) }
  }

  @Test func cardsWithoutAMemorySaySo() throws {
    var options = DeviceTraceOptions(card: card("sonos-40nm-2022"), target: "8uS", interval: "1ms")
    options.count = 4096
    let spectrum = try DeviceSpectrum(options)
    #expect(spectrum.cardSlope == nil && spectrum.notes.count == 1)
    expectClose(spectrum.autocorrelation[0].found, 0, absolute: 0.25)
  }
}
