/// Which hidden layers' normalised activities a digital readout sees.
public enum ReadoutLayers: String, Sendable, CaseIterable {
  /// All but the first, or the first where it is alone (the released Forward-Forward code).
  case butFirst
  /// All of them (self-contrastive Forward-Forward, arXiv 2409.11593).
  case all

  /// The first of `count` layers that is seen.
  func first(of count: Int) -> Int { self == .butFirst && count > 1 ? 1 : 0 }
}
