internal import Matrices
internal import Substrate
internal import VectorMath

/// What the next layer and the readout see of a layer's activities y, divided by its root mean square. Goodness is that
/// of all activities, whatever is passed on.
public enum PassedActivities: String, Sendable, CaseIterable {
  /// y.
  case all
  /// max(0, y_j − mean(y)), the mean over the layer's units for each example: the triangle activation (Coates, Ng, Lee,
  /// *An Analysis of Single-Layer Networks in Unsupervised Feature Learning*, AISTATS 2011), which self-contrastive
  /// Forward-Forward uses (arXiv 2409.11593). What all units have in common is not passed on.
  case triangle

  /// Turns rectified activities into what is passed on.
  ///
  /// - Parameters:
  ///   - activities: y, [examples × units].
  ///   - sums: Σ y² of each row, before any were silenced by dropout.
  func passOn(_ activities: inout Matrix, sums: [Float]) {
    switch self {
    case .all: normalise(&activities, sums: sums)
    case .triangle:
      let units = activities.columns
      var left = sums
      activities.forEachRow { index, row in left[index] = RowKernel.triangle(row, count: units) }
      normalise(&activities, sums: left)
    }
  }

  /// What goes into each layer of a chain with these weights and no biases.
  func drives(through weights: [Matrix], from inputs: Matrix) -> [Matrix] {
    weights.dropLast().reduce(into: [inputs]) { drives, matrix in
      var layer = RectifiedLayer(DigitalLayer(weights: matrix))
      var (activities, sums) = layer.respond(to: drives[drives.count - 1])
      passOn(&activities, sums: sums)
      drives.append(activities)
    }
  }
}
