internal import DeviceModels
internal import Randomness
internal import Units

/// `mortal bench device`: programming a million cells of each kind.
package enum DeviceBench {
  package static func run() throws -> [BenchmarkResult] {
    let count = 1_000_000
    let key = StreamKey(seed: 1).child("bench.device")
    return try ["pcm-joshi2020", "rram-neurram-wan2022", "rram-cmo-hfox2025"].map { name in
      let card = try DeviceLibrary.card(name)
      let low = card.window.low
      let targets = key.child("targets").uniforms(count).map { low + (1 - low) * $0 }
      var step: UInt32 = 0
      let seconds = PairedTiming.run {
        step += 1
        _ = card.programmed(targets: targets, event: key, step: step, first: 0)
      }
      return BenchmarkResult(
        case: "program-\(name)", shape: "\(count) cells", batch: count, seconds: seconds,
        repetitions: PairedTiming.repetitions, extra: ["millionCellsPerSecond": Double(count) / seconds / 1e6])
    }
  }
}
