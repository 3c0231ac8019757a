internal import Matrices
internal import Randomness

extension Negatives {
  /// The sum of two different images, without labels, where positive data are an image and itself (self-contrastive
  /// Forward-Forward, arXiv 2409.11593). Rows are normalised, so that it is the shapes that differ and not the light.
  public static let imageSums = Negatives(
    "imageSums", "The sum of two images, without labels.", usesLabels: false, need: .partners
  ) { request in
    var images = request.batch.images
    precondition(request.partners?.rows == images.rows, "sums need partners")
    // Two images of the same light: each divided by its own root mean square.
    images.normaliseRows()
    if var partners = request.partners {
      partners.normaliseRows()
      images.add(partners)
    }
    return .images(images)
  }
}

/// `contrastive`: self-contrastive Forward-Forward, whose negative data are sums of two images.
public enum Contrastive {
  static let descriptions = LearnerRule(
    name: "contrastive",
    meaning: "Self-contrastive Forward-Forward: an image against the sum of two; no labels in the layers.",
    fields: ForwardForwardFields.all.filter { $0.path != ForwardForwardFields.negatives.field.path }, rate: 0.01,
    retrainsReadout: true,
    plan: { (task, values) throws(LearningError) in
      try ForwardForward.plan(task, values, negatives: .imageSums)
    },
    make: { try ForwardForward.make($0, $1, negatives: .imageSums) }
  ).everywhere()
}
