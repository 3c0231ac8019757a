internal import Crossbar
internal import DeviceModels
internal import Foundation
internal import Matrices
internal import Periphery
internal import Randomness
internal import Substrate
internal import Units

/// `mortal bench mvm`: reads of a chip beside a plain product of the same shape.
package enum ReadBench {
  /// Five cases at two shapes, batch 1000, one thread.
  /// - Throws: what reading the card and making chips throws.
  package static func run() throws -> [BenchmarkResult] {
    var results: [BenchmarkResult] = []
    for (inputs, outputs) in [(784, 500), (2000, 2000)] {
      let key = StreamKey(seed: 1).child("bench", inputs, outputs)
      let weights = Matrix(
        rows: inputs, columns: outputs, elements: key.child("weights").normals(inputs * outputs).map { $0 * 0.1 })
      let activities = Matrix(
        rows: 1000, columns: inputs, elements: key.child("activities").uniforms(1000 * inputs))
      let oneTile = TileShape(rows: inputs, columns: outputs)
      results.append(try read("one-tile-converters", weights, activities, tile: oneTile, noise: false))
      results.append(try read("one-tile-noise", weights, activities, tile: oneTile, noise: true))
      results.append(try read("tiled-noise", weights, activities, tile: TileShape(), noise: true))
      // Corner frequencies below the batch: all traps are slower than it, and frozen.
      results.append(
        try read(
          "memory-noise-frozen", weights, activities, tile: oneTile, noise: true,
          memory: NoiseSpectrum(shortest: Seconds(1), longest: Seconds(1e4))))
      // And around it: of 1000 reads of 250 ns.
      results.append(
        try read(
          "memory-noise-mixed", weights, activities, tile: oneTile, noise: true,
          memory: NoiseSpectrum(shortest: Seconds(1e-5), longest: Seconds(1e-2))))
    }
    return results
  }

  private static func read(
    _ name: String, _ weights: Matrix, _ activities: Matrix, tile: TileShape, noise: Bool,
    memory: NoiseSpectrum? = nil
  ) throws -> BenchmarkResult {
    var configuration = ChipConfiguration()
    configuration.tile = tile
    configuration.readNoise = noise
    let before = residentBytes()
    let chip = Chip(
      card: try card(memory: memory), serial: 1, configuration: configuration,
      run: StreamKey(seed: 1))
    var layer = try chip.layer(
      0, inputs: weights.rows, outputs: weights.columns, weightRange: weights.largestMagnitude, inSitu: false)
    layer.program(weights)
    try layer.calibrate(on: activities.rows(0..<100))
    _ = layer.measure(activities.rows(0..<1))
    let bytes = Double(residentBytes() - before) / Double(weights.count)
    var result = Matrix(rows: activities.rows, columns: weights.columns)
    let timing = PairedTiming.run {
      _ = layer.measure(activities)
    } against: {
      multiply(activities, weights, into: &result)
    }
    return BenchmarkResult(
      case: name, shape: "\(weights.rows)x\(weights.columns)", batch: activities.rows, seconds: timing.seconds,
      gemmSeconds: timing.reference, ratio: timing.ratio, repetitions: PairedTiming.repetitions,
      extra: ["residentBytesPerWeight": bytes])
  }

  /// The card of the benchmark; with a memory it is given by its text, whose corner frequencies are others.
  private static func card(memory: NoiseSpectrum?) throws -> DeviceCard {
    let card = try DeviceLibrary.card("pcm-joshi2020")
    guard let memory, let longest = memory.longest else { return card }
    let text = card.text.replacingOccurrences(
      of: "readNoise:\n  growth: flicker\n",
      with:
        "readNoise:\n  growth: flicker\n  spectrum: {shortest: \(memory.shortest.value) s, longest: \(longest.value) s}\n"
    )
    return try DeviceCard(text: text, file: "\(card.file), with other corner frequencies")
  }

  /// Resident memory of this process, from the kernel; 0 where it does not tell.
  static func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
