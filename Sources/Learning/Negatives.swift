/// Where negative data come from.
public enum Negatives: String, Sendable, Equatable, Codable, CaseIterable {
  /// The image with a wrong label, drawn in proportion to the probability that the readout gives it in one pass with
  /// the neutral label: the released code's hard negatives.
  case hardLabel
  /// The image with a wrong label, all wrong labels equally probable.
  case randomLabel
  /// Two different images mixed through a mask of large blobs, without labels: unsupervised (Hinton 2022, 3.2).
  case hybridImages
  /// Independent uniform noise in every pixel, without labels: unsupervised.
  case noise
  /// The pixels of each image in a random order, without labels: unsupervised.
  case shuffledPixels
  /// The positive data themselves: a control, which has nothing to learn from.
  case identical

  /// Whether positive data carry their label in the first pixels. Without it the layers learn unsupervised and only
  /// the readout, trained on labels beside them, can classify.
  public var usesLabels: Bool {
    switch self {
    case .hardLabel, .randomLabel, .identical: true
    case .hybridImages, .noise, .shuffledPixels: false
    }
  }
}
