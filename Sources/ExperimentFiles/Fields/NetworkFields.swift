/// `network` and `seed`: what learns, and from which random numbers.
package enum NetworkFields {
  package static let seed = Setting(
    "seed", 1, in: 0...Int(Int32.max),
    "Seed of first weights, order of examples and negative data. It does not touch the chip, which is fixed by its "
      + "serial number.")
  package static let hidden = Setting(
    "network.hidden", [500, 500, 500], in: 1...100_000, count: 1...32, "Units of each hidden layer.")

  static let all = [seed.field, hidden.field]
}
