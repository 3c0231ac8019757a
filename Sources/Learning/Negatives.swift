internal import Matrices
internal import Randomness

/// Where negative data come from.
///
/// The table is ``allCases``; a kind of negative data is a constant with the function that makes it, in a file of its
/// own, and a place in the table.
public struct Negatives: RawRepresentable, Sendable, CaseIterable {
  /// What making them needs besides the batch.
  enum Need: Sendable { case nothing, logits, partners, generated }

  /// What they differ from positive data in.
  enum Made: Sendable {
    /// The same images with these labels.
    case labels([Int])
    /// These images, without labels.
    case images(Matrix)
    /// These images with these labels.
    case labelled(Matrix, [Int])
  }

  /// The word in experiment files.
  public let rawValue: String
  /// In one sentence.
  public let meaning: String
  /// Whether positive data carry their label. Without it the layers learn unsupervised and only the readout, trained on
  /// labels beside them, can classify.
  public let usesLabels: Bool
  let need: Need
  let make: @Sendable (NegativeRequest) -> Made

  public static let allCases: [Negatives] = [
    .hardLabel, .randomLabel, .hybridImages, .imageSums, .noise, .shuffledPixels, .selfGenerated, .identical,
  ]

  init(
    _ name: String, _ meaning: String, usesLabels: Bool, need: Need = .nothing,
    make: @escaping @Sendable (NegativeRequest) -> Made
  ) {
    rawValue = name
    self.meaning = meaning
    self.usesLabels = usesLabels
    self.need = need
    self.make = make
  }

  /// The kind of that name.
  public init?(rawValue: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = found
  }
}

extension Negatives: Hashable, CustomStringConvertible {
  public static func == (left: Negatives, right: Negatives) -> Bool { left.rawValue == right.rawValue }
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
  public var description: String { rawValue }
}

/// What negative data are made of.
struct NegativeRequest {
  let batch: Batch
  let classes: Int
  /// The readout's for the same images with the neutral label, where they are needed.
  let logits: Matrix?
  /// The images that follow in the epoch's order, where they are needed.
  let partners: Matrix?
  /// What the net went on with from the batch's own images, where that is needed.
  let generated: (images: Matrix, labels: [Int])?
  /// Names all draws; those of an example by its place in the epoch's order.
  let draws: StreamKey
}

extension Negatives {
  /// Independent uniform noise in every pixel, without labels: unsupervised.
  public static let noise = Negatives(
    "noise", "Uniform noise in every pixel, without labels.", usesLabels: false
  ) { request in
    var images = request.batch.images
    images.elements = request.draws.uniforms(images.count, from: request.batch.first * images.columns)
    return .images(images)
  }

  /// The pixels of each image in a random order, without labels: unsupervised.
  public static let shuffledPixels = Negatives(
    "shuffledPixels", "The pixels of each image in a random order, without labels.", usesLabels: false
  ) { request in
    var images = request.batch.images
    for index in 0..<images.rows {
      let row = images.row(index)
      let order = request.draws.child("pixels", request.batch.first + index).permutation(images.columns)
      for pixel in order.indices { images.elements[index * images.columns + pixel] = row[order[pixel]] }
    }
    return .images(images)
  }
}
