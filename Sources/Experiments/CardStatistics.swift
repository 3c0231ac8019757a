internal import Crossbar
internal import DeviceModels
internal import Learning
internal import Units

/// What a card, without any chip, says about errors of weights and reads: all that hardware-aware training may know.
struct CardStatistics: Sendable {
  let noise: NoiseStatistics

  /// Standard deviations at mid-window of programming, drift aside, of both cells of a weight, relative to the largest
  /// weight; the share of cells that do not respond.
  init(_ card: DeviceCard, _ configuration: ChipConfiguration) {
    let low = card.window.low
    let middle = (1 + low) / 2
    let programming =
      card.programmingDeviations([low, middle, 1]).reduce(0, +) / 3 * Float(configuration.variation.programmingNoise)
    let read = card.readNoiseSigma([middle], programmed: [middle], age: card.referenceTime, temperature: .init(300))[0]
    let cells: Float = (configuration.mapping ?? .differentialPair) == .differentialPair ? 2 : 1
    let span: Float = cells == 2 ? 1 - low : (1 - low) / 2
    let dead = card.defects.map { Float($0.total) } ?? Float(card.pulse?.corruptFraction ?? 0)
    noise = NoiseStatistics(
      weightSigma: (cells * (programming * programming + read * read)).squareRoot() / span, deadShare: dead)
  }
}
