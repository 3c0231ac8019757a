/// What a study asks, which decides what its report shows.
public enum StudyKind: String, Sendable, CaseIterable, Codable {
  /// Learners side by side.
  case comparison
  /// Learners against a swept quantity.
  case sweep
  /// Weights carried from chip to chip.
  case copy
  /// Bringing a copy back, and distillation.
  case reincarnation
  /// Error against time, temperature and wear.
  case ageing
  /// An unknown stage between the layers.
  case blackBox
  /// Poor negative data.
  case negativeData
  /// Device cards side by side.
  case deviceZoo
}
