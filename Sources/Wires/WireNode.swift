public import Units

/// A technology node whose wire resistance per cell is known.
///
/// A wire of width w, aspect ratio AR (height over width) and resistivity ρ has ρ / (w² · AR) ohm per metre. Widths,
/// aspect ratios and resistivities are those of NeuroSim (`Param.cpp` of DNN+NeuroSim V2.1); a cell spans four wire
/// widths behind an access transistor and two at a bare crosspoint.
public enum WireNode: String, CaseIterable, Sendable {
  case nm130 = "130nm"
  case nm90 = "90nm"
  case nm65 = "65nm"
  case nm45 = "45nm"
  case nm32 = "32nm"
  case nm22 = "22nm"
  case nm14 = "14nm"
  case nm10 = "10nm"
  case nm7 = "7nm"

  /// How far a cell spans along its lines.
  public enum Pitch: String, CaseIterable, Sendable {
    /// One transistor, one resistor: four feature sizes.
    case oneTransistor = "1T1R"
    /// A bare crosspoint: two feature sizes.
    case crosspoint
  }

  /// Reads `22nm` or `22 nm`.
  /// - Throws: ``WiresError/unknownNode(name:allowed:)``.
  public init(parsing text: String) throws(WiresError) {
    let name = text.filter { !$0.isWhitespace }.lowercased()
    guard let node = WireNode(rawValue: name) else {
      throw .unknownNode(name: text, allowed: WireNode.allCases.map(\.rawValue))
    }
    self = node
  }

  /// Wire width in metre, aspect ratio, resistivity in ohm metre.
  var wire: (width: Double, aspectRatio: Double, resistivity: Double) {
    switch self {
    case .nm130, .nm90: (200e-9, 2.10, 2.42e-8)
    case .nm65: (100e-9, 2.30, 2.73e-8)
    case .nm45: (50e-9, 2.34, 3.91e-8)
    case .nm32: (40e-9, 1.90, 4.03e-8)
    case .nm22: (32e-9, 1.90, 4.51e-8)
    case .nm14, .nm10: (22e-9, 2.00, 5.41e-8)
    case .nm7: (14e-9, 2.10, 7.43e-8)
    }
  }

  /// Resistance per metre of wire.
  public var ohmsPerMetre: Double { wire.resistivity / (wire.width * wire.width * wire.aspectRatio) }

  /// Resistance of the wire segment between two neighbouring cells, 2.97 ohm at 22 nm behind a transistor.
  public func segmentResistance(_ pitch: Pitch = .oneTransistor) -> Ohms {
    let widths = pitch == .oneTransistor ? 4.0 : 2.0
    return Ohms(widths * wire.width * ohmsPerMetre)
  }
}
