/// How the network is trained.
package enum LearnerName: String, Sendable, CaseIterable, Codable {
  case ffDigital = "ff-digital"
  case bpDigital = "bp-digital"
  case ffInSitu = "ff-in-situ"
  case bpExact = "bp-exact"
  case bpNominal = "bp-nominal"
  case bpOffline = "bp-offline"
  case bpHardwareAware = "bp-hardware-aware"
  case ffOffline = "ff-offline"
  case readoutOnly = "readout-only"
  case directFeedback = "direct-feedback"
  case nodePerturbation = "node-perturbation"
  case localLoss = "local-loss"

  /// What it had to know of the chip.
  package var knowledge: String {
    switch self {
    case .ffDigital, .bpDigital: "– (reference, no chip)"
    case .ffInSitu, .directFeedback, .nodePerturbation, .localLoss: "nothing"
    case .readoutOnly: "nothing (the floor)"
    case .bpExact: "everything, at every moment"
    case .bpNominal: "nominal weights"
    case .bpOffline, .ffOffline: "nothing, and it shows"
    case .bpHardwareAware: "the card, not the chip"
    }
  }

  /// How it is trained, in one sentence.
  package var meaning: String {
    switch self {
    case .ffDigital: "Forward-Forward in floating point, without a chip."
    case .bpDigital: "Backpropagation in floating point, without a chip."
    case .ffInSitu: "Forward-Forward on the chip, from what is measured."
    case .bpExact: "Backpropagation on the chip, its gradient through the exact model of this chip at this moment."
    case .bpNominal: "Forward on the chip, backward through the weights it believes it wrote (physics-aware training)."
    case .bpOffline: "Backpropagation in floating point, then programmed closed loop."
    case .bpHardwareAware: "Backpropagation with the card's statistics injected as noise, then programmed closed loop."
    case .ffOffline: "Forward-Forward in floating point, then programmed closed loop."
    case .readoutOnly: "A chip of random weights; only the digital softmax readout learns."
    case .directFeedback: "Output errors sent back through fixed random matrices, on the chip."
    case .nodePerturbation: "Learning by trial: noise on the units, and what made the loss smaller is kept."
    case .localLoss: "A small digital classifier at every layer teaches that layer alone."
    }
  }
}
