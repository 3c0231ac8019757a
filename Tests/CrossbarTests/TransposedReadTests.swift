import Crossbar
import DeviceModels
import Matrices
import Substrate
import TestSupport
import Testing
import Units

/// Reads of arrays from their bit lines to their word lines.
struct TransposedReadTests {
  private let errors = normals(30, 70, "errors")
  private let activities = normals(30, 40, "activities")

  private func made(
    _ configuration: ChipConfiguration, _ name: String, inSitu: Bool = true
  ) throws -> CrossbarLayer {
    let chip = chip(try card(name), configuration) { $0.tile = TileShape(rows: 32, columns: 32) }
    var layer = try chip.layer(0, inputs: 40, outputs: 70, weightRange: 0.6, inSitu: inSitu)
    layer.program(normals(40, 70, "weights", scale: 0.1))
    try layer.calibrate(on: activities)
    return layer
  }

  /// Read the other way a perfect array is its transpose; a noisy one is so in the mean, and every call differs.
  @Test func readsTheTranspose() throws {
    var perfect = try made(.perfect, "staircase")
    let exact = product(errors, perfect.effectiveWeights(), transposeRight: true)
    expectClose(perfect.measureBack(errors), exact, absolute: 1e-5)
    #expect(perfect.tally.vectorsRead == 30 && perfect.tally.inputConversions == 30 * 70)

    var noisy = try made(ChipConfiguration(), "ecram-tang2018")
    let wanted = product(errors, noisy.effectiveWeights(), transposeRight: true)
    let (first, second) = (noisy.measureBack(errors), noisy.measureBack(errors))
    #expect(first != second)
    func share(_ found: Matrix) -> Double {
      zip(found.elements, wanted.elements).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }
        / wanted.elements.reduce(0.0) { $0 + Double($1 * $1) }
    }
    #expect(share(first) < 0.1 && share(first) > 1e-6, "\(share(first))")

    // Noise with a memory, before any other read and after one.
    var slow = try made(ChipConfiguration(), "rram-cmo-hfox2025", inSitu: false)
    #expect(slow.measureBack(errors).isFinite)
    _ = slow.measure(normals(10, 40, "activities"))
    #expect(slow.measureBack(errors).isFinite)
  }

  /// What is kept from read to read is made anew when cells change: a layer that was read this way before a write, a
  /// year and a warmer day says afterwards what one says that was not, to the last bit.
  @Test(arguments: ["ecram-tang2018", "rram-epiram-choi2018", "pcm-nandakumar2020", "rram-cmo-hfox2025"])
  func nothingStaleIsRead(card: String) throws {
    let changes: [(String, (inout CrossbarLayer) -> Void)] = [
      ("programmed", { $0.program(normals(40, 70, "others", scale: 0.2)) }),
      ("a year", { $0.age = Seconds(3.15e7) }),
      ("warmer", { $0.temperature = Kelvin(350) }),
    ]
    let inSitu = card != "rram-cmo-hfox2025"
    for (name, change) in changes {
      var used = try made(ChipConfiguration(), card, inSitu: inSitu)
      var fresh = used
      let before = used.measureBack(errors)
      // As many reads, of as much time.
      _ = fresh.measure(activities)
      change(&used)
      change(&fresh)
      let after = used.measureBack(errors)
      #expect(after == fresh.measureBack(errors), "\(card), \(name)")
      #expect(after != before)
    }

    var used = try made(ChipConfiguration(), card, inSitu: inSitu)
    guard inSitu else { return }
    var fresh = used
    _ = used.measureBack(errors)
    _ = fresh.measure(activities)
    let change = WeightChange(terms: [WeightChange.Term(inputs: activities, signals: errors)], rate: 0.1)
    used.request(change)
    fresh.request(change)
    #expect(used.measureBack(errors) == fresh.measureBack(errors), "\(card), a change")
  }
}
