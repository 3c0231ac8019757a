public import Matrices

/// How the class of an example is shown to a net's first layer.
public struct LabelInput: Sendable, Equatable {
  /// Where it stands.
  public enum Placement: String, Sendable, Equatable, CaseIterable {
    /// In the first pixels of the image, one per class, whose own values are lost (Hinton 2022, section 3.3).
    case pixels
    /// In inputs of its own behind the image, one per class.
    case inputs
  }

  /// Where it stands.
  public let placement: Placement
  /// Number of classes.
  public let classes: Int
  /// The value at the place of the class; the other places hold 0. The neutral label has `strength / classes` in all.
  public let strength: Float

  /// See the properties.
  public init(placement: Placement = .pixels, classes: Int, strength: Float = 1) {
    self.placement = placement
    self.classes = classes
    self.strength = strength
  }

  /// Inputs of the first layer for images of so many features.
  public func inputs(features: Int) -> Int { placement == .inputs ? features + classes : features }

  /// Checks that images of so many features have room for the classes.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public func validate(features: Int) throws(LearningError) {
    try Self.checkClasses(classes)
    guard placement == .inputs || classes <= features else {
      throw .badSetting(
        name: "learner.ff.label", value: "pixels with \(classes) classes and \(features) inputs",
        allowed: "`inputs`, which gives labels inputs of their own, or at most as many classes as inputs")
    }
  }

  /// Checks that there is something to tell apart.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  static func checkClasses(_ classes: Int) throws(LearningError) {
    guard classes >= 2 else {
      throw .badSetting(name: "classes", value: "\(classes)", allowed: "data of at least 2 classes")
    }
  }

  /// The images with room for a label; rows are not normalised yet.
  func room(in images: Matrix) -> Matrix {
    guard placement == .inputs else { return images }
    var result = Matrix(rows: images.rows, columns: images.columns + classes)
    let (width, wide) = (images.columns, result.columns)
    images.elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        for row in 0..<images.rows {
          for column in 0..<width { target[row * wide + column] = source[row * width + column] }
        }
      }
    }
    return result
  }

  /// The first place of the label in a row with room for it.
  private func start(_ columns: Int) -> Int { placement == .inputs ? columns - classes : 0 }

  /// Writes a label into each row from `first` on.
  func write(_ labels: [Int], into images: inout Matrix, from first: Int = 0) {
    for (index, label) in labels.enumerated() {
      let start = (first + index) * images.columns + start(images.columns)
      for place in 0..<classes { images.elements[start + place] = place == label ? strength : 0 }
    }
  }

  /// Writes the neutral label into each row from `first` on.
  func writeNeutral(into images: inout Matrix, from first: Int = 0) {
    let value = strength / Float(classes)
    for row in first..<images.rows {
      let start = row * images.columns + start(images.columns)
      for place in 0..<classes { images.elements[start + place] = value }
    }
  }

  /// Images with labels, rows of root mean square 1.
  public func labelled(_ images: Matrix, _ labels: [Int]) -> Matrix {
    var result = room(in: images)
    write(labels, into: &result)
    result.normaliseRows()
    return result
  }

  /// Images with the neutral label, rows of root mean square 1.
  public func neutral(_ images: Matrix) -> Matrix {
    var result = room(in: images)
    writeNeutral(into: &result)
    result.normaliseRows()
    return result
  }
}
