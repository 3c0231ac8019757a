/// A physical quantity: a number of one SI unit, so that volts cannot be passed for siemens.
///
/// Values are `Double` in the SI base or derived unit (`Siemens(2.5e-5)` is 25 µS). Text such as `25 uS`, `0.2V`,
/// `1d` or `300 K` is read by ``init(parsing:)`` and written by `description`.
public protocol Quantity: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number in the SI unit named by ``symbol``.
  var value: Double { get set }
  /// The symbol of the unit, e.g. `S`.
  static var symbol: String { get }
  /// Units other than prefixed SI ones that text may use, with their size in the SI unit (`d` is 86 400 s).
  static var otherUnits: [(symbol: String, size: Double)] { get }
  /// - Parameter value: the number in the SI unit.
  init(_ value: Double)
}

extension Quantity {
  public static var otherUnits: [(symbol: String, size: Double)] { [] }

  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }

  public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  public static func * (left: Self, right: Double) -> Self { Self(left.value * right) }
  public static func * (left: Double, right: Self) -> Self { Self(left * right.value) }
  public static func / (left: Self, right: Double) -> Self { Self(left.value / right) }
  /// The ratio of two quantities of one kind, a plain number.
  public static func / (left: Self, right: Self) -> Double { left.value / right.value }
}

/// Why a text is not a quantity.
public enum UnitsError: Error, Equatable, CustomStringConvertible {
  /// The text has no number in front, or the number is not finite.
  case notANumber(text: String, example: String)
  /// The text has a number but no unit.
  case missingUnit(text: String, example: String)
  /// The unit is not one of this quantity.
  case unknownUnit(text: String, unit: String, allowed: String)

  public var description: String {
    switch self {
    case .notANumber(let text, let example):
      "\(shown(text)) does not start with a finite number; write for example '\(example)'"
    case .missingUnit(let text, let example):
      "\(shown(text)) has no unit; write for example '\(example)'"
    case .unknownUnit(let text, let unit, let allowed):
      "\(shown(text)): unknown unit \(shown(unit)); allowed: \(allowed)"
    }
  }
}
