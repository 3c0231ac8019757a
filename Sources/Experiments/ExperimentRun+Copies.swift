internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import RunStore
internal import Statistics
internal import Substrate

/// Weights carried from chip to chip.
extension ExperimentRun {
  /// What a copy is made of: the weights as the donor's own converters read them, or as they were trained digitally.
  func copiedWeights(_ donor: inout any Learner) -> [Matrix] {
    if configuration[CopyFields.source] == .digital, let digital { return digital }
    return donor.readBackWeights()
  }

  /// Names the noise on a recipient: another for every donor and generation.
  func copyKey(_ generation: Int) -> StreamKey { maker.run.child("copy", serial, generation) }

  /// Copies to every recipient and tests there.
  mutating func copy(_ home: any Learner, floor: ((Int) throws -> Double)?) throws {
    var donor = home
    let weights = copiedWeights(&donor)
    let decisions = donor.predictions(for: data.test.images)
    let again = donor.predictions(for: data.test.images)
    record(.changedAtHome, Self.share(decisions, differingFrom: again))
    let outputs = layerOutputs(&donor)
    for recipient in configuration[CopyFields.recipients] {
      try context.check()
      var copy = home
      copy.layers = try layers.onChip(serial: recipient, weights: weights, inSitu: false, run: copyKey(1))
      keepWeightMap(wanted: weights, on: copy)
      if !configuration[CopyFields.keepsReadout], var net = copy as? any ReadoutLearner {
        net.trainReadoutAnew(data.train)
        copy = net
      }
      let found = copy.predictions(for: data.test.images)
      record(.copyError, step: recipient, data.test.error(of: found))
      if let floor { record(.untrainedError, step: recipient, try floor(recipient)) }
      record(.changedDecisions, step: recipient, Self.share(decisions, differingFrom: found))
      for (index, values) in layerOutputs(&copy).enumerated() {
        record(.correlation, part: "layer\(index + 1)", step: recipient, try Self.correlation(outputs[index], values))
      }
    }
  }

  /// Copies of copies, each on the chip with the next serial number.
  mutating func chain(_ home: any Learner) throws {
    var current = home
    record(.chainError, step: 0, value(of: .testError) ?? .nan)
    for generation in 1...configuration[CopyFields.generations] {
      try context.check()
      let weights = generation == 1 ? copiedWeights(&current) : current.readBackWeights()
      current.layers = try layers.onChip(
        serial: serial + generation, weights: weights, inSitu: false, run: copyKey(generation))
      record(.chainError, step: generation, current.testError(on: data.test))
    }
  }

  private static func share(_ first: [Int], differingFrom second: [Int]) -> Double {
    Double(zip(first, second).count { $0 != $1 }) / Double(first.count)
  }

  /// What every layer gives for the first test images, each net on its own activities; nothing where the learner does not
  /// tell.
  private func layerOutputs(_ learner: inout any Learner) -> [Matrix] {
    guard var net = learner as? any LayerOutputsLearner else { return [] }
    let outputs = net.layerOutputs(for: data.test.images.rows(0..<min(500, data.test.count)))
    learner = net
    return outputs
  }

  /// Pearson's correlation over all images and units; 0 where one of the two does not vary.
  private static func correlation(_ first: Matrix, _ second: Matrix) throws -> Double {
    func varies(_ matrix: Matrix) -> Bool { matrix.elements.contains { $0 != matrix.elements[0] } }
    guard varies(first), varies(second) else { return 0 }
    return try PairedSample(x: first.elements.map { Double($0) }, y: second.elements.map { Double($0) })
      .pearson().statistic
  }
}
