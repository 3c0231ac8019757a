/// How the learning rate falls over a run: constant in the first half, then linearly to nearly nothing.
///
/// factor(e) = min(1, (1 + 2·(E − e)) / E) for epoch e = 1…E, as in the released Forward-Forward code.
public struct RateSchedule: Sendable, Equatable, Codable {
  /// Number of epochs E of the whole schedule; a run may stop earlier.
  public var epochs: Int
  /// Whether the rate falls at all.
  public var falls: Bool

  /// See the properties.
  public init(epochs: Int, falls: Bool = true) {
    self.epochs = epochs
    self.falls = falls
  }

  /// The factor of the rate in `epoch`, counted from 1.
  public func factor(epoch: Int) -> Float {
    falls ? min(1, max(0, Float(1 + 2 * (epochs - epoch)) / Float(epochs))) : 1
  }
}
