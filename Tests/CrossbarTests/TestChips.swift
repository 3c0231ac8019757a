import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Randomness
import Units

/// The repository's Devices folder, found from this file's place.
private let library = DeviceLibrary(
  folder: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Devices")
    .standardizedFileURL.path)

/// A shipped card, or `staircase`.
func card(_ name: String) throws -> DeviceCard {
  name == "staircase" ? try staircase() : try library.card(name)
}

/// A card whose pulses all move every cell by exactly 0.001 of the window; further parts as YAML lines.
func staircase(_ further: [String: String] = [:], low: String = "0 uS") throws -> DeviceCard {
  let parts = further.map { "\($0.key): \($0.value)\n" }.sorted().joined()
  let names = (["window", "read", "programming", "pulse"] + further.keys.sorted()).joined(separator: ", ")
  return try DeviceCard(
    text: """
      id: staircase
      title: Cells of equal steps
      technology: rram
      confidence: none
      mapping: differentialPair
      window: {gMin: \(low), gMax: 25 uS}
      read: {voltage: 0.2 V, integrationTime: 100 ns}
      programming: {exact: true}
      pulse: {law: constant, weightRange: [-1, 1], step: 0.002}
      \(parts)sources:
        - parts: [\(names)]
          paper: Made up for tests
          where: nowhere
          evidence: assumed

      """, file: "staircase.yaml")
}

/// The part `readNoise` of a cell whose reads scatter by a share of its conductance.
func readNoisePart(_ share: Double) -> String {
  "{growth: none, argument: present, multipliesConductance: true, amplitude: "
    + "{argument: relative, unit: relative, polynomial: [\(share)]}}"
}

func chip(
  _ card: DeviceCard, serial: Int = 7, seed: UInt64 = 1, _ configuration: ChipConfiguration,
  changing: (inout ChipConfiguration) -> Void = { _ in }
) -> Chip {
  var changed = configuration
  changing(&changed)
  return Chip(card: card, serial: serial, configuration: changed, run: StreamKey(seed: seed))
}

/// Normal numbers of a fixed key.
func normals(_ rows: Int, _ columns: Int, _ name: String, scale: Float = 1) -> Matrix {
  let key = StreamKey(seed: 2718).child(name)
  return Matrix(rows: rows, columns: columns, elements: key.normals(rows * columns).map { scale * $0 })
}

/// Numbers in ±`bound` of a fixed key.
func uniforms(_ rows: Int, _ columns: Int, _ name: String, bound: Float = 1) -> Matrix {
  let key = StreamKey(seed: 2718).child(name)
  return Matrix(
    rows: rows, columns: columns, elements: key.uniforms(rows * columns).map { bound * (2 * $0 - 1) })
}

/// `row` again and again.
func repeated(_ row: [Float], _ count: Int) -> Matrix {
  Matrix(rows: count, columns: row.count, elements: (0..<count).flatMap { _ in row })
}

extension Matrix {
  func column(_ index: Int) -> [Double] { (0..<rows).map { Double(self[$0, index]) } }

  /// The product with `other` in double precision.
  func times(_ other: Matrix) -> [Double] {
    (0..<rows).flatMap { row in
      (0..<other.columns).map { column in
        (0..<columns).reduce(0) { $0 + Double(self[row, $1]) * Double(other[$1, column]) }
      }
    }
  }

  func minus(_ other: Matrix) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 - $1 })
  }
}
