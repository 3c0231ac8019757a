/// What can be wrong with the input of a learner.
public enum LearningError: Error, Equatable, CustomStringConvertible {
  /// Images and labels differ in number.
  case countsDiffer(images: Int, labels: Int)
  /// There is nothing to learn from, or to test on.
  case noExamples
  /// A label outside 0..<classes.
  case labelOutOfRange(index: Int, label: Int, classes: Int)
  /// A setting with a value that is not allowed.
  case badSetting(name: String, value: String, allowed: String)
  /// A saved state that belongs to another learner or another shape.
  case stateDoesNotFit(field: String, found: String, expected: String)

  public var description: String {
    switch self {
    case .countsDiffer(let images, let labels):
      "examples: \(images) images but \(labels) labels; give one label per image"
    case .noExamples:
      "examples: there are none; give at least one image with its label"
    case .labelOutOfRange(let index, let label, let classes):
      "examples: label \(index) is \(label), outside 0..<\(classes); correct the label or the number of classes"
    case .badSetting(let name, let value, let allowed):
      "\(name): \(value) is not allowed; use \(allowed)"
    case .stateDoesNotFit(let field, let found, let expected):
      "saved learner: \(field) is \(found), not \(expected); load it into the learner that saved it"
    }
  }
}
