/// When positive and negative data are learned from.
public enum TrainingPhases: Sendable, Equatable {
  /// Each batch is positive and then negative, and both make one change (the released code).
  case together
  /// So many batches positive, each with its own change ("wake"), then the same batches negative ("sleep"). One batch
  /// each alternates; long phases need a low rate and a high momentum (Hinton 2022, section 5).
  case separate(batches: Int)
}
