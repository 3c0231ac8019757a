internal import Crossbar
internal import Substrate

extension BlackBox {
  /// The chip's layer that this is, or that lies before its stage; nil for digital ones.
  var crossbar: CrossbarLayer? { (self as? CrossbarLayer) ?? (self as? StagedLayer<CrossbarLayer>)?.base }

  /// This layer with the chip's layer changed; digital ones stay.
  func changing(_ change: (inout CrossbarLayer) throws -> Void) rethrows -> any BlackBox {
    if var staged = self as? StagedLayer<CrossbarLayer> {
      try change(&staged.base)
      return staged
    }
    guard var layer = self as? CrossbarLayer else { return self }
    try change(&layer)
    return layer
  }
}
