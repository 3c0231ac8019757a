/// How a signed weight becomes conductances, which are positive.
///
/// With g the normalised conductance G/Gmax and s the layer's scale, W = s · (g − reference):
public enum WeightMapping: String, Sendable, CaseIterable, Codable {
  /// Two cells a weight, on two bit lines whose currents are subtracted before the converter: W = s (g⁺ − g⁻).
  case differentialPair
  /// One cell a weight and one column of reference cells a tile, whose current a mirror subtracts from every bit line
  /// before the converter: W = s (g − r_row). Half the cells; the reference cells' errors are common to a row, their
  /// noise to all outputs of a tile.
  case referenceColumn
  /// One cell a weight and a reference cell of its own, set once to the conductance at which the cell's up and down
  /// steps are equal, its symmetry point, so that an asymmetric device decays to weight 0 and not to an offset:
  /// zero-shifting, H. Kim et al., arXiv 1907.10228 (2019).
  case referenceDevice
}
