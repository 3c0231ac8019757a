import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

@Suite struct ForwardForwardOptionsTests {
  func net(
    _ change: (inout ForwardForwardSettings) -> Void = { _ in }, layers: [any BlackBox]? = nil, seed: UInt64 = 12
  ) throws -> ForwardForward {
    var settings = ForwardForwardSettings(epochs: 20)
    settings.batchSize = 10
    settings.rate = 0.03
    change(&settings)
    return try ForwardForward(
      layers: layers ?? SampleTask.layers([144, 60, 60]), settings: settings, key: StreamKey(seed: seed))
  }

  @Test(arguments: [Negatives.hardLabel, .randomLabel], Goodness.allCases)
  func supervisedGoodnessClassifies(_ negatives: Negatives, _ goodness: Goodness) throws {
    var net = try net {
      $0.negatives = negatives
      $0.goodness = goodness
      // A mean over units changes little: without a steeper slope every P stays near one half.
      if goodness == .meanOfSquares { $0.steepness = 20 }
    }
    let data = try SampleTask.prototypes(300)
    let test = try SampleTask.prototypes(200, part: 1)
    for epoch in 1...10 { _ = net.trainEpoch(data, epoch: epoch) }
    #expect(net.testError(on: test, by: .onePass) < 0.1)
    // Ten epochs of 30 small batches; by chance it would be 0.9.
    #expect(net.testError(on: test, by: .goodness) < 0.25)
    for sample in net.goodnessSamples(test) { #expect(sample.separation > 0.7, "layer \(sample.layer)") }
  }

  @Test(arguments: [Negatives.hybridImages, .noise, .shuffledPixels])
  func unsupervisedLayersTellDataFromNegatives(_ negatives: Negatives) throws {
    var net = try net { $0.negatives = negatives }
    let data = try SampleTask.prototypes(300)
    let test = try SampleTask.prototypes(200, part: 1)
    let before = net.goodnessSamples(test)
    for epoch in 1...10 { _ = net.trainEpoch(data, epoch: epoch) }
    #expect(net.passes.forward == 2 * 300 * 10, "positive passes serve the readout as well")
    #expect(net.testError(on: test) < 0.1)
    for (sample, untrained) in zip(net.goodnessSamples(test), before) {
      #expect(sample.separation > 0.75, "layer \(sample.layer)")
      #expect(untrained.separation < 0.7, "layer \(sample.layer), untrained")
    }
  }

  /// The readout sees all layers or all but the first; the layers learn the same either way, since nothing comes back
  /// from it.
  @Test func readoutSeesTheLayersAskedFor() throws {
    var without = try net { $0.negatives = .hybridImages }
    var with = try net {
      $0.negatives = .hybridImages
      $0.readoutLayers = .all
    }
    let units = with.layers.map(\.outputs)
    #expect(with.readout.weights.rows == units.reduce(0, +))
    #expect(without.readout.weights.rows == units.dropFirst().reduce(0, +))
    let data = try SampleTask.prototypes(300)
    for epoch in 1...3 {
      _ = with.trainEpoch(data, epoch: epoch)
      _ = without.trainEpoch(data, epoch: epoch)
    }
    for (one, other) in zip(with.goodnessSamples(data), without.goodnessSamples(data)) {
      #expect(one.positive == other.positive, "layer \(one.layer)")
    }
    // Rows of the first layer's units come first, and have learned.
    #expect(with.readout.weights.elements.prefix(units[0]).contains { $0 != 0 })
    #expect(with.testError(on: data, by: .onePass) < 0.1)
  }

  @Test(arguments: [Threshold.perUnit(0.5), .measuredAtStart(2), .running(1)])
  func thresholdsWork(_ threshold: Threshold) throws {
    var net = try net { $0.threshold = threshold }
    let data = try SampleTask.prototypes(300)
    for epoch in 1...10 { _ = net.trainEpoch(data, epoch: epoch) }
    #expect(net.testError(on: data, by: .goodness) < 0.2)
    let thresholds = net.goodnessSamples(data).map(\.threshold)
    switch threshold {
    case .perUnit: #expect(thresholds == [30, 30])
    case .measuredAtStart, .running:
      // A rectified normal variable has a mean square of one half: 2 · ½ · 60, give or take one batch.
      for value in thresholds { expectClose(try #require(value), 60, relative: 0.6) }
    }
  }

  @Test(arguments: [1, 3]) func longPhasesSeparateTheTerms(_ length: Int) throws {
    let recording = SampleTask.weights([144, 60]).map { RecordingLayer($0) }
    var net = try self.net({ $0.phases = .separate(batches: length) }, layers: recording)
    let data = try SampleTask.prototypes(70)
    _ = net.trainEpoch(data, epoch: 1)
    let layer = try #require(net.layers[0] as? RecordingLayer)
    #expect(layer.changes.count == 14)
    #expect(layer.changes.allSatisfy { $0.terms.count == 1 })
    // Negative signals have no peer normalisation: their sign is never positive.
    let isNegative = layer.changes.map { $0.terms[0].signals.elements.allSatisfy { $0 <= 0 } }
    let expected = stride(from: 0, to: 7, by: length).flatMap { segment in
      let count = min(length, 7 - segment)
      return [Bool](repeating: false, count: count) + [Bool](repeating: true, count: count)
    }
    #expect(isNegative == expected)
  }

  /// With P = ½ a pair of identical inputs asks for (1 − P)·y − P·y = 0. What is left is rounding: the same rows in
  /// products of another height.
  @Test func identicalNegativesAtTheThresholdChangeNothing() throws {
    let start = SampleTask.weights([144, 60, 60])
    func change(_ negatives: Negatives) throws -> Float {
      var net = try net {
        $0.negatives = negatives
        $0.threshold = .measuredAtStart(1)
        $0.batchSize = 1
        $0.peerNormalisation = 0
        $0.weightDecay = 0
      }
      _ = net.trainEpoch(try SampleTask.prototypes(1), epoch: 1)
      var largest: Float = 0
      for (after, before) in zip(net.readBackWeights(), start) {
        var difference = after
        difference.add(before, scaledBy: -1)
        largest = max(largest, difference.largestMagnitude)
      }
      return largest
    }
    #expect(try change(.identical) < 1e-6)
    #expect(try change(.randomLabel) > 1e-3)
  }

  @Test func identicalNegativesTeachNothing() throws {
    let data = try SampleTask.prototypes(300)
    func trained(_ negatives: Negatives) throws -> (error: Double, separations: [Double]) {
      var net = try net { $0.negatives = negatives }
      for epoch in 1...20 { _ = net.trainEpoch(data, epoch: epoch) }
      return (net.testError(on: data, by: .goodness), net.goodnessSamples(data).map(\.separation))
    }
    let wrong = try trained(.identical)
    #expect(wrong.separations.allSatisfy { $0 == 0.5 })
    let right = try trained(.randomLabel)
    #expect(right.error < 0.1 && wrong.error > 0.5, "\(right.error) against \(wrong.error)")
  }

  /// Positive and negative data that go through a layer together give what they give one after the other, but for
  /// rounding: layers that take several batches at once, and layers that do not.
  @Test(arguments: [Negatives.hybridImages, .randomLabel, .hardLabel])
  func phasesGoThroughTogetherOrApart(_ negatives: Negatives) throws {
    let weights = SampleTask.weights([144, 60, 60])
    func trained(_ layers: [any BlackBox]) throws -> [Matrix] {
      var net = try net(
        {
          $0.negatives = negatives
          $0.dropout = 0.2
        }, layers: layers)
      _ = net.trainEpoch(try SampleTask.prototypes(20), epoch: 1)
      return net.readBackWeights()
    }
    let together = try trained(weights.map { DigitalLayer(weights: $0) })
    let apart = try trained(weights.map { RecordingLayer($0) })
    for (one, other) in zip(together, apart) { expectClose(one.elements, other.elements, absolute: 1e-5) }
    for (one, start) in zip(together, weights) { #expect(one != start) }
  }

  @Test func drawsDependOnThePlaceNotOnTheBatch() throws {
    let data = try SampleTask.prototypes(40)
    func negatives(_ kind: Negatives, batch: Int) throws -> [Float] {
      let recording = SampleTask.weights([144, 60]).map { RecordingLayer($0) }
      var net = try self.net(
        {
          $0.negatives = kind
          $0.batchSize = batch
          $0.rate = 0
        }, layers: recording)
      _ = net.trainEpoch(data, epoch: 3)
      let layer = try #require(net.layers[0] as? RecordingLayer)
      return layer.changes.flatMap { $0.terms[1].inputs.elements }
    }
    for kind in [Negatives.randomLabel, .hybridImages, .noise, .shuffledPixels] {
      #expect(try negatives(kind, batch: 10) == negatives(kind, batch: 16), "\(kind)")
    }
  }

  /// Wrong labels are never the true one; random ones are even (χ² with 8 degrees of freedom below 37 has
  /// probability 1 − 1e-5), over 4,000 draws.
  @Test func randomLabelsAreWrongAndEven() throws {
    let images = Matrix(rows: 4000, columns: 16, repeating: 0.5)
    let data = try Examples(images: images, labels: [Int](repeating: 4, count: 4000))
    let recording = SampleTask.weights([16, 12]).map { RecordingLayer($0) }
    var net = try self.net(
      {
        $0.negatives = .randomLabel
        $0.batchSize = 4000
      }, layers: recording)
    _ = net.trainEpoch(data, epoch: 1)
    let inputs = try #require(net.layers[0] as? RecordingLayer).changes[0].terms[1].inputs
    var counts = [Int](repeating: 0, count: 10)
    for row in 0..<4000 {
      let label = try #require((0..<10).max { inputs[row, $0] < inputs[row, $1] })
      counts[label] += 1
    }
    #expect(counts[4] == 0)
    let expected = 4000.0 / 9
    let chi = counts.enumerated().filter { $0.offset != 4 }.reduce(0) {
      $0 + (Double($1.element) - expected) * (Double($1.element) - expected) / expected
    }
    #expect(chi < 37)
  }

  /// Hard labels follow the readout: what it confuses, they show.
  @Test func hardLabelsFollowTheReadout() throws {
    // Classes 0 and 1 share their images; 2 … 9 are far apart.
    let key = StreamKey(seed: 20)
    var images = Matrix(rows: 400, columns: 144)
    let labels = (0..<400).map { $0 % 10 }
    let pattern = key.child("pattern").uniforms(10 * 144).map { $0 < 0.3 ? Float(1) : 0 }
    for row in 0..<400 {
      let source = labels[row] == 1 ? 0 : labels[row]
      for pixel in 0..<144 { images[row, pixel] = pattern[source * 144 + pixel] }
    }
    let data = try Examples(images: images, labels: labels)
    var net = try self.net(layers: SampleTask.weights([144, 60]).map { RecordingLayer($0) })
    for epoch in 1...8 { _ = net.trainEpoch(data, epoch: epoch) }
    let layer = try #require(net.layers[0] as? RecordingLayer)
    var (fromZeroOrOne, crossed) = (0, 0)
    for change in layer.changes.suffix(40) {
      let (positive, negative) = (change.terms[0].inputs, change.terms[1].inputs)
      for row in 0..<positive.rows {
        let right = try #require((0..<10).max { positive[row, $0] < positive[row, $1] })
        let wrong = try #require((0..<10).max { negative[row, $0] < negative[row, $1] })
        #expect(right != wrong)
        guard right < 2 else { continue }
        fromZeroOrOne += 1
        if wrong < 2 { crossed += 1 }
      }
    }
    #expect(fromZeroOrOne == 80)
    #expect(crossed > 30, "\(crossed) of \(fromZeroOrOne); even choice would give 9")
  }

  @Test func labelsLieInTheFirstPixels() throws {
    let recording = SampleTask.weights([144, 60]).map { RecordingLayer($0) }
    var net = try self.net(
      {
        $0.labelStrength = 2
        $0.negatives = .randomLabel
      }, layers: recording)
    let data = try SampleTask.prototypes(10)
    _ = net.trainEpoch(data, epoch: 1)
    let seen = try #require(net.layers[0] as? RecordingLayer).measured[0]
    #expect(seen.rows == 20, "positive above neutral")
    let announced = FirstLayerInput.labelled(data, strength: 2)
    #expect(Set((0..<10).map { seen.row($0) }) == Set((0..<10).map { announced.row($0) }))
    for row in 0..<20 {
      let values = seen.row(row)
      expectClose(values.reduce(0) { $0 + $1 * $1 } / 144, 1, absolute: 1e-5)
      let pixel = try #require(values[10...].max())  // a lit pixel is 1 before normalisation
      let label = values[..<10].map { $0 / pixel }
      if row < 10 {
        #expect(label.filter { abs($0 - 2) < 1e-5 }.count == 1 && label.filter { $0 == 0 }.count == 9)
      } else {
        #expect(label.allSatisfy { abs($0 - 0.2) < 1e-5 })
      }
    }
  }
}

/// Jitter, dropout and labels at other places.
@Suite struct ForwardForwardAugmentationTests {
  func net(_ change: (inout ForwardForwardSettings) -> Void, inputs: Int = 144) throws -> ForwardForward {
    var settings = ForwardForwardSettings(epochs: 2)
    settings.batchSize = 20
    settings.negatives = .randomLabel
    change(&settings)
    let layers = SampleTask.weights([inputs, 30, 30]).map { RecordingLayer($0) }
    return try ForwardForward(layers: layers, settings: settings, key: StreamKey(seed: 9))
  }

  @Test func jitterMovesPositiveNeutralAndNegativeAlike() throws {
    let data = try SampleTask.prototypes(20)
    let image = ImageShape(height: 12, width: 12)
    #expect(throws: LearningError.self) {
      try self.net({ $0.shifts = ImageShifts(reach: 1, image: image) }, inputs: 143)
    }
    var net = try self.net(
      {
        $0.shifts = ImageShifts(reach: 2, image: image)
        $0.label = .inputs
      }, inputs: 154)
    _ = net.trainEpoch(data, epoch: 1)
    let layer = try #require(net.layers[0] as? RecordingLayer)
    let (positive, negative) = (layer.measured[0], layer.measured[1])
    #expect(positive.rows == 40 && negative.rows == 20)
    var moved = 0
    let order = StreamKey(seed: 9).child("order", 1).permutation(20)
    for row in 0..<20 {
      // Lit pixels do not depend on the row's length, which the label changes.
      func lit(_ matrix: Matrix, _ row: Int) -> [Bool] { matrix.row(row).prefix(144).map { $0 > 0 } }
      let seen = lit(positive, row)
      #expect(seen == lit(positive, row + 20) && seen == lit(negative, row))
      let original = data.images.row(order[row]).map { $0 > 0 }
      var found = false
      for down in -2...2 {
        for right in -2...2 {
          let shifted = (0..<144).map { pixel in
            let (y, x) = (pixel / 12 - down, pixel % 12 - right)
            return (0..<12).contains(y) && (0..<12).contains(x) && original[y * 12 + x]
          }
          if shifted == seen { found = true }
        }
      }
      #expect(found, "row \(row) is a shifted image")
      if seen != original { moved += 1 }
    }
    #expect(moved >= 10, "24 of 25 shifts move the image")
    let first = positive
    _ = net.trainEpoch(data, epoch: 2)
    let again = try #require(net.layers[0] as? RecordingLayer).measured[2]
    #expect(first != again)
  }

  @Test func dropoutSilencesItsShareAndScalesTheRest() throws {
    let data = try SampleTask.prototypes(20)
    var plain = try net { $0.peerNormalisation = 0 }
    var dropped = try net {
      $0.peerNormalisation = 0
      $0.dropout = 0.5
    }
    _ = plain.trainEpoch(data, epoch: 1)
    _ = dropped.trainEpoch(data, epoch: 1)
    // The second layer's inputs: half of the active units are gone, the others doubled.
    let before = try #require(plain.layers[1] as? RecordingLayer).measured[0]
    let after = try #require(dropped.layers[1] as? RecordingLayer).measured[0]
    var (kept, active) = (0, 0)
    for (a, b) in zip(before.elements, after.elements) where a > 0 {
      active += 1
      if b != 0 {
        kept += 1
        expectClose(b, 2 * a, absolute: 1e-6)
      }
    }
    // 600 or so Bernoulli draws: four standard deviations.
    let sigma = (Double(active) * 0.25).squareRoot()
    #expect(abs(Double(kept) - 0.5 * Double(active)) < 4 * sigma)
    #expect(active > 300)
    let first = dropped.predictions(for: data.images)
    #expect(first == dropped.predictions(for: data.images), "nothing is dropped in a test")
  }

  @Test func sleepCanBeWithheld() throws {
    let data = try SampleTask.prototypes(40)
    var net = try self.net { $0.lastSleep = 1 }
    let awake = net.trainEpoch(data, epoch: 1)
    let tired = net.trainEpoch(data, epoch: 2)
    #expect(awake.layers[0].negativeGoodness > 0 && tired.layers[0].negativeGoodness == 0)
    let layer = try #require(net.layers[0] as? RecordingLayer)
    #expect(layer.changes.map(\.terms.count) == [2, 2, 1, 1])
  }
}
