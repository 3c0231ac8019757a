/// An option of a command that cannot be used.
package enum WorkbenchError: Error, Equatable, CustomStringConvertible {
  case outOfRange(option: String, value: String, allowed: String)
  case notAQuantity(option: String, reason: String)
  /// A result that is no number, at the first place where it is none.
  case notFinite(what: String, place: String, value: String, remedy: String)
  /// Numbers that converters held at their full scale, where that was to be an error.
  case saturated(what: String)
  case shapesDiffer(first: String, firstShape: String, second: String, secondShape: String, remedy: String)

  package var description: String {
    switch self {
    case .outOfRange(let option, let value, let allowed): "\(option): '\(value)' is outside \(allowed)"
    case .notAQuantity(let option, let reason): "\(option): \(reason)"
    case .notFinite(let what, let place, let value, let remedy):
      "\(what): \(value) at \(place); \(remedy)"
    case .saturated(let what): "--strict: \(what)"
    case .shapesDiffer(let first, let firstShape, let second, let secondShape, let remedy):
      "\(first) is \(firstShape) and \(second) is \(secondShape): \(remedy)"
    }
  }
}
