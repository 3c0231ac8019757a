internal import Crossbar
internal import Energy
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
    return meanOfReads(&donor, count: configuration[CopyFields.readings])
  }

  /// The mean of so many reads of every weight.
  func meanOfReads(_ donor: inout any Learner, count: Int) -> [Matrix] {
    var sums = donor.readBackWeights()
    for _ in 1..<max(count, 1) {
      for (index, weights) in donor.readBackWeights().enumerated() { sums[index].add(weights) }
    }
    if count > 1 { for index in sums.indices { sums[index].scale(by: 1 / Float(count)) } }
    return sums
  }

  /// Names the noise on a recipient: another for every donor and generation.
  func copyKey(_ generation: Int) -> StreamKey { maker.run.child("copy", serial, generation) }

  /// Copies to every recipient and tests there.
  mutating func copy(_ home: any Learner, floor: ((Int) throws -> Double)?) throws {
    var donor = home
    let before = counts(of: donor)
    let weights = copiedWeights(&donor)
    let read = counts(of: donor) - before
    let compares = configuration[CopyFields.comparesOutputs]
    var decisions: [Int] = []
    var outputs: [Matrix] = []
    if compares {
      decisions = donor.predictions(for: data.test.images)
      let again = donor.predictions(for: data.test.images)
      record(.changedAtHome, Self.share(decisions, differingFrom: again))
      outputs = layerOutputs(&donor)
    }
    for recipient in configuration[CopyFields.recipients] {
      try context.check()
      var copy = home
      copy.layers = try layers.onChip(serial: recipient, weights: weights, inSitu: false, run: copyKey(1))
      keepWeightMap(wanted: weights, on: copy)
      if recipient == configuration[CopyFields.recipients].first {
        record(read + WorkCounts(copy.tally), of: .copy)
      }
      if !configuration[CopyFields.keepsReadout], var net = copy as? any ReadoutLearner {
        net.trainReadoutAnew(data.train)
        copy = net
      }
      let found = copy.predictions(for: data.test.images)
      record(.copyError, step: recipient, data.test.error(of: found))
      if let floor { record(.untrainedError, step: recipient, try floor(recipient)) }
      guard compares else { continue }
      record(.changedDecisions, step: recipient, Self.share(decisions, differingFrom: found))
      observe(.copy(recipient), copy)
      for (index, values) in layerOutputs(&copy).enumerated() {
        record(.correlation, part: "layer\(index + 1)", step: recipient, try Self.correlation(outputs[index], values))
      }
    }
  }

  static func share(_ first: [Int], differingFrom second: [Int]) -> Double {
    Double(zip(first, second).count { $0 != $1 }) / Double(first.count)
  }

  /// What every layer gives for the first test images, each net on its own activities; nothing where the learner does
  /// not tell.
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
