public import Matrices

/// What learners send into their first layer, for calibrating a chip before there is a learner.
public enum FirstLayerInput {
  /// Images divided row by row by their root mean square, a / √mean(a²): what backpropagation and all other learners
  /// without labels in the image send. Rows of zeros stay as they are.
  public static func plain(_ images: Matrix) -> Matrix {
    var result = images
    result.normaliseRows()
    return result
  }

  /// The same with the class of each example in the first pixels, `strength` at its place and 0 at the others: the
  /// positive data of supervised Forward-Forward. See ``LabelInput`` for labels at other places.
  public static func labelled(_ data: Examples, strength: Float = 1) -> Matrix {
    precondition(data.images.columns >= data.classes, "no room for \(data.classes) classes in the image")
    return LabelInput(classes: data.classes, strength: strength).labelled(data.images, data.labels)
  }
}
