import Foundation
import Synchronization
import Testing
import Workbench

/// `mortal dataset …` below its command line.
@Suite struct DatasetCommandsTests {
  private func withDirectory(_ body: (URL) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory)
  }

  private func message(_ body: () throws -> String) -> String {
    do { return "no error: " + (try body()) } catch { return "\(error)" }
  }

  @Test func describesWhatItExported() throws {
    try withDirectory { directory in
      let place = directory.appendingPathComponent("digits").path
      _ = try DatasetCommands.export(seed: 4, train: 60, test: 30, output: place)
      let fromFiles = try DatasetCommands.info(place, seed: 1, train: 1, test: 1).components(separatedBy: "\n")
      let drawn = try DatasetCommands.info("digits", seed: 4, train: 60, test: 30).components(separatedBy: "\n")
      #expect(fromFiles[0] == "digits train" && drawn[0] == "digits seed 4 train")
      #expect(fromFiles[1...4] == drawn[1...4])
      #expect(fromFiles[6...9] == drawn[6...9])
      #expect(fromFiles[1] == "  images     60 of 28 x 28 pixels, 10 classes")
      #expect(fromFiles[4].hasPrefix("  checksum   sha256:"))
    }
  }

  @Test func writesAContactSheet() throws {
    try withDirectory { directory in
      let file = directory.appendingPathComponent("sheet.png")
      let text = try DatasetCommands.show(
        "digits", seed: 1, test: true, columns: 3, magnification: 1, output: file.path)
      #expect(text == "\(file.path): 3 images of each class of digits seed 1 test, 92 x 302 pixels")
      #expect([UInt8](try Data(contentsOf: file)).prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    }
  }

  @Test func namesBadInput() {
    #expect(
      message { try DatasetCommands.info("digits", seed: 1, train: 0, test: 1) }
        == "--train: 0 is not within 1...10000000")
    #expect(
      message { try DatasetCommands.info("/nowhere", seed: 1, train: 1, test: 1) }
        == "/nowhere: is not a directory; check the path and its permissions")
    #expect(
      message {
        try DatasetCommands.show("digits", seed: 1, test: false, columns: 201, magnification: 1, output: "x")
      } == "--columns: 201 is not within 1...200")
    #expect(
      message {
        try DatasetCommands.show(
          "digits", seed: 1, test: false, columns: 1, magnification: 1, output: "/proc/nowhere/x.png")
      }
        == "/proc/nowhere: cannot be written (No such file or directory); check the path, its permissions and the room on "
        + "the disk")
    #expect(
      message { try DatasetCommands.fetch(name: "cifar", mirror: nil, output: "x") }
        == "'cifar' is not a known data set; known are mnist, fashion-mnist, cifar-10")
  }

  @Test func showsDownloadsLineByLine() {
    let written = Mutex<[String]>([])
    let time = Mutex(0.0)
    let display = DownloadDisplay(
      isTerminal: false, clock: { time.withLock { $0 } }, output: { text in written.withLock { $0.append(text) } })
    for second in 0...25 {
      time.withLock { $0 = Double(second) }
      display.show(file: "a.gz", received: second * 1_000_000, total: 25_000_000)
    }
    #expect(
      written.withLock { $0 } == [
        "a.gz: 0.000 of 25.0 MB\n", "a.gz: 10.0 of 25.0 MB, 1.0 MB/s, 15 s left\n",
        "a.gz: 20.0 of 25.0 MB, 1.0 MB/s, 5.0 s left\n", "a.gz: 25.0 of 25.0 MB, complete\n",
      ])
  }

  @Test func drawsABarOnATerminal() {
    #expect(
      DownloadDisplay.line(
        file: "a.gz", received: 6_000_000, total: 12_000_000, fresh: 2_000_000, seconds: 4, bar: true)
        == "a.gz: [##########----------] 6.0 of 12.0 MB, 0.5 MB/s, 12 s left")
  }
}
