/// An option of a command that cannot be used.
package enum WorkbenchError: Error, Equatable, CustomStringConvertible {
  case outOfRange(option: String, value: String, allowed: String)
  case notAQuantity(option: String, reason: String)
  case shapesDiffer(first: String, firstShape: String, second: String, secondShape: String, remedy: String)

  package var description: String {
    switch self {
    case .outOfRange(let option, let value, let allowed): "\(option): '\(value)' is outside \(allowed)"
    case .notAQuantity(let option, let reason): "\(option): \(reason)"
    case .shapesDiffer(let first, let firstShape, let second, let secondShape, let remedy):
      "\(first) is \(firstShape) and \(second) is \(secondShape): \(remedy)"
    }
  }
}
