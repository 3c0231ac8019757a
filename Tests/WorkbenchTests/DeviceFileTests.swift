import Foundation
import Testing
import Workbench

/// `mortal device sample` and `pulse`: files, notes and refusals.
struct DeviceFileTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Devices").standardizedFileURL.path

  private func path(_ name: String) -> String { "\(Self.folder)/\(name).yaml" }
  private func output() -> String {
    FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).npy").path
  }

  @Test func samplesAreFilesOfFloat32() throws {
    let file = output()
    let sampling = try DeviceSampling(
      card: path("sonos-40nm-2022"), target: "5uS", count: 1000, at: "30d", temperature: "350K", seed: 3, output: file)
    #expect(sampling.notes.count == 2)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
    #expect(bytes.count == 128 + 4000)
    #expect(bytes.prefix(128).contains(Data("'descr': '<f4'".utf8)))
    let again = output()
    _ = try DeviceSampling(
      card: path("sonos-40nm-2022"), target: "5 uS", count: 1000, at: "30 d", temperature: "350 K", seed: 3,
      output: again)
    #expect(try Data(contentsOf: URL(fileURLWithPath: again)) == bytes)
  }

  @Test(arguments: [("5", "0s", "300K"), ("5uS", "1", "300K"), ("5uS", "0s", "27 C"), ("NaN uS", "0s", "300K")])
  func quantitiesNameTheirOption(_ target: String, _ age: String, _ temperature: String) {
    #expect(throws: WorkbenchError.self) {
      try DeviceSampling(
        card: path("pcm-joshi2020"), target: target, count: 10, at: age, temperature: temperature, seed: 1,
        output: output())
    }
  }

  @Test func curvesStartLowRiseAndFall() throws {
    let file = output()
    let pulsing = try DevicePulsing(
      card: path("ecram-tang2018"), up: 200, down: 100, devices: 64, seed: 2, output: file)
    #expect(pulsing.mean.count == 3)
    #expect(pulsing.mean[0] < pulsing.mean[1] && pulsing.mean[2] < pulsing.mean[1])
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count == 128 + 64 * 301 * 4)
    for (up, down, devices) in [(-1, 0, 1), (0, -1, 1), (1, 1, 0), (Int.max, 1, 1)] {
      #expect(throws: WorkbenchError.self) {
        try DevicePulsing(
          card: path("ecram-tang2018"), up: up, down: down, devices: devices, seed: 2, output: output())
      }
    }
  }
}
