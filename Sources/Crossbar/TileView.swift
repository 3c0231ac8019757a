/// What a tile looks like to a read: its cells at this moment, gathered into matrices that a GEMM can use.
///
/// Valid for one weight state, age and temperature; made anew, lazily, when one of them changes. Noise that is drawn anew
/// at every read is in the variances, noise with a memory in `memory`.
struct TileView: Sendable {
  /// Differential conductance seen at the outputs, wires included: [rows × columns], normalised by Gmax.
  var effective: [Float]
  /// Sums of all conductances on each word line, references among them, normalised by Gmax: what a read loads a line with.
  var lineLoads: [Float] = []
  /// What further functions of the inputs are multiplied with, [rows × columns] each; see ``ReadBasis``. Empty for cells
  /// that are resistors.
  var curves: [[Float]] = []
  /// Amplitudes of the noise that has a memory; nil without any. ``TileNoise`` adds it to `effective`.
  var memory: NoiseMemory?
  /// Variance of the output current per squared input, summed over a weight's cells: [rows × columns]; nil without
  /// read noise.
  var variance: [Float]?
  /// The same where only thermal and shot noise make it up; see ``SeparableVariance``. Then `variance` is nil.
  var separableVariance: SeparableVariance?
  /// Variance that does not depend on the inputs (thermal noise), a column; nil without it.
  var constantVariance: [Float]?
  /// Variance per squared input of the reference column's cells, a row; its noise is common to all outputs.
  var referenceVariance: [Float]?
}

/// Standard deviations of the read noise of a tile's cells as they act on its outputs, over all traps.
struct NoiseMemory: Sendable {
  /// Of the weights' cells, array by array: [rows × columns] each.
  var cells: [[Float]]
  /// Of what is subtracted, array by array: [rows × columns] each, or [rows] for a column of references.
  var reference: [[Float]]

  /// Sends the deviations through wires, each by its own cell's sensitivity: variances before and behind the wires give
  /// its square. To first order in the deviation, as ``Wires/ReadSensitivity`` says.
  mutating func pass(from before: ([Float]?, [Float]?), to after: ([Float]?, [Float]?)) {
    func passed(_ deviations: [[Float]], _ before: [Float]?, _ after: [Float]?) -> [[Float]] {
      guard let before, let after else { return deviations }
      let sensitivity = zip(before, after).map { $0 > 0 ? ($1 / $0).squareRoot() : 1 }
      return deviations.map { zip($0, sensitivity).map(*) }
    }
    cells = passed(cells, before.0, after.0)
    reference = passed(reference, before.1, after.1)
  }
}
