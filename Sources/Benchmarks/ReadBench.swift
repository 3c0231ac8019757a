internal import Crossbar
internal import DeviceModels
internal import Foundation
internal import Matrices
internal import Periphery
internal import Randomness
internal import Substrate

/// `mortal bench mvm`: reads of a chip beside a plain product of the same shape.
package enum ReadBench {
  /// Three cases at two shapes, batch 1000, one thread.
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
    }
    return results
  }

  private static func read(
    _ name: String, _ weights: Matrix, _ activities: Matrix, tile: TileShape, noise: Bool
  ) throws -> BenchmarkResult {
    var configuration = ChipConfiguration()
    configuration.tile = tile
    configuration.readNoise = noise
    let before = residentBytes()
    let chip = Chip(
      card: try DeviceLibrary.card("pcm-joshi2020"), serial: 1, configuration: configuration,
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

  /// Resident memory of this process, from the kernel; 0 where it does not tell.
  static func residentBytes() -> Int {
    guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
