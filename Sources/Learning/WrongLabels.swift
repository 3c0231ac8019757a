internal import Matrices
internal import Randomness

extension Negatives {
  /// The image with a wrong label, drawn in proportion to the probability that the readout gives it in one pass with
  /// the neutral label: the released code's hard negatives.
  public static let hardLabel = Negatives(
    "hardLabel", "The image with a wrong label, drawn by the readout's own probabilities.", usesLabels: true,
    need: .logits
  ) { request in
    precondition(request.logits != nil, "hard labels need the readout's logits")
    return .labels(wrongLabels(request, logits: request.logits))
  }

  /// The image with a wrong label, all wrong labels equally probable.
  public static let randomLabel = Negatives(
    "randomLabel", "The image with a wrong label, all equally probable.", usesLabels: true
  ) { .labels(wrongLabels($0, logits: nil)) }

  /// The positive data themselves: a control, which has nothing to learn from.
  public static let identical = Negatives(
    "identical", "The positive data themselves: a control with nothing to learn from.", usesLabels: true
  ) { .labels($0.batch.labels) }

  private static func wrongLabels(_ request: NegativeRequest, logits: Matrix?) -> [Int] {
    Self.wrongLabels(
      request.batch.labels, classes: request.classes, logits: logits,
      uniforms: request.draws.uniforms(request.batch.labels.count, from: request.batch.first))
  }

  /// A wrong label for every example: in proportion to e^logit over the wrong classes, or evenly without logits.
  ///
  /// - Parameter uniforms: one draw per example.
  static func wrongLabels(_ labels: [Int], classes: Int, logits: Matrix?, uniforms: [Float]) -> [Int] {
    labels.indices.map { index in
      let right = labels[index]
      var weights = [Float](repeating: 1, count: classes)
      if let logits {
        let row = logits.row(index)
        let others = row.indices.filter { $0 != right }.map { row[$0] }
        let largest = others.max() ?? 0
        weights = row.map { exponential($0 - largest) }
      }
      weights[right] = 0
      var left = uniforms[index] * weights.reduce(0, +)
      var chosen = right == classes - 1 ? classes - 2 : classes - 1  // where rounding leaves a rest
      for label in weights.indices where label != right {
        left -= weights[label]
        if left < 0 {
          chosen = label
          break
        }
      }
      return chosen
    }
  }
}
