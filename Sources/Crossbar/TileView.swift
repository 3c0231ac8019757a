/// What a tile looks like to a read: its cells at this moment, gathered into matrices that a GEMM can use.
///
/// Valid for one weight state, age and temperature; made anew, lazily, when one of them changes.
struct TileView: Sendable {
  /// Differential conductance seen at the outputs, wires included: [rows × columns], normalised by Gmax.
  var effective: [Float]
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
