import Foundation
import Progress
import TestSupport
import Testing

struct ProgressLineTests {
  /// A clock that is moved by hand.
  final class Clock: @unchecked Sendable {
    var now = 100.0
  }

  @Test func terminalLineIsWrittenOver() {
    let clock = Clock()
    let written = Collected<String>()
    let line = ProgressLine(isTerminal: true, width: { nil }, clock: { clock.now }, output: { written.add($0) })
    clock.now = 110
    line.show(done: 5, before: 10, total: 40, note: "1 failed")
    line.show(done: 6, before: 10, total: 40)
    clock.now = 111
    line.show(done: 6, before: 10, total: 40)
    line.finish()
    #expect(written.all.count == 3)
    #expect(written.all[0] == "\r[#######-------------] 15 of 40 runs, 2.0 s a run, 50 s left, 1 failed")
    #expect(written.all[1].hasPrefix("\r[########------------] 16 of 40 runs, 1.8 s a run, 44 s left"))
    #expect(written.all[1].count == written.all[0].count, "the longer line is blotted out")
    #expect(written.all[2].allSatisfy { $0 == " " || $0 == "\r" })
  }

  /// A line that wraps could not be written over.
  @Test func linesEndWhereTheTerminalDoes() {
    let clock = Clock()
    let written = Collected<String>()
    let line = ProgressLine(isTerminal: true, width: { 40 }, clock: { clock.now }, output: { written.add($0) })
    clock.now = 110
    line.show(done: 5, before: 10, total: 40, note: "1 failed")
    #expect(written.all == ["\r[#######-------------] 15 of 40 runs, 2"])
    let plain = Collected<String>()
    ProgressLine(isTerminal: false, width: { 40 }, clock: { clock.now }, output: { plain.add($0) })
      .show(done: 0, before: 0, total: 40, note: "epoch 3/60, 1.05 % of validation images wrong")
    #expect(plain.all == ["0 of 40 runs, epoch 3/60, 1.05 % of validation images wrong\n"])
  }

  @Test func plainLinesAreRare() {
    let clock = Clock()
    let written = Collected<String>()
    let line = ProgressLine(isTerminal: false, clock: { clock.now }, output: { written.add($0) })
    for second in 0..<25 {
      clock.now = 100 + Double(second)
      line.show(done: Double(second) * 20, before: 0, total: 1_000)
    }
    line.finish()
    #expect(
      written.all == [
        "0 of 1000 runs\n", "200 of 1000 runs, 20 a second, 40 s left\n", "400 of 1000 runs, 20 a second, 30 s left\n",
      ])
  }

  @Test(arguments: [
    (0.0, "0.0 s"), (9.9, "9.9 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3_725, "1 h 2 min"), (100_000, "1 d 3 h"),
    (.infinity, "long"),
  ])
  func durations(_ seconds: Double, _ text: String) { #expect(ProgressLine.duration(seconds) == text) }
}
