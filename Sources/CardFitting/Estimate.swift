/// A fitted number with its 95 % interval.
package struct Estimate: Sendable, Equatable {
  package let name: String
  package let value: Double
  package let lower: Double
  package let upper: Double

  package init(name: String, value: Double, lower: Double, upper: Double) {
    self.name = name
    self.value = value
    self.lower = lower
    self.upper = upper
  }

  package func contains(_ truth: Double) -> Bool { lower <= truth && truth <= upper }
}
