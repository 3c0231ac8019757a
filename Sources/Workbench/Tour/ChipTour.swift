package import Crossbar
internal import DeviceModels
package import Learning
internal import Matrices
internal import Randomness
internal import Substrate

/// One trained layer written on two chips of each of several cards, and images sent through it: the first half of
/// `mortal demo`.
///
/// A 784-500-10 net (with other data: pixels-500-classes) is trained digitally; the weights of its first layer are
/// programmed closed-loop on each chip, everything else stays digital. So what differs between the results is the
/// chips' doing alone.
package struct ChipTour: Sendable {
  /// Names or paths of the cards.
  package var cards = ["pcm-joshi2020", "rram-neurram-wan2022", "ecram-tang2018"]
  /// Serial numbers of the two chips of every card.
  package var serials = (1, 2)
  /// Units of the layer.
  package var outputs = 500
  /// Epochs of the digital training.
  package var epochs = 5
  /// Converters, tiles, variation; 8 bits and 128 × 128 unless said otherwise.
  package var chip = ChipConfiguration()
  /// Room between the calibration images' 99.9th percentile and full scale, of inputs and outputs.
  package var headroom: Float = 1.5
  package var seed: UInt64 = 1

  package init() {}

  /// Trains the net and reads all test images through every chip, through the first chip of each card twice.
  ///
  /// - Parameter note: told in a few words what is being done.
  /// - Throws: what reading cards, making chips and calibrating them throws.
  package func run(
    train: Examples, test: Examples, note: (String) -> Void
  ) throws -> [ChipTourStop] {
    let key = StreamKey(seed: seed).child("tour")
    let shape = [train.images.columns, outputs, train.classes]
    let initial = InitialWeights.normal(shape: shape, gain: 2, key: key)
    var settings = BackpropSettings(epochs: epochs)
    settings.normalisesActivities = true
    var net = try Backprop(
      layers: initial.map { DigitalLayer(weights: $0) }, model: .exact, settings: settings, key: key.child("learner"))
    note("training the weights digitally")
    for epoch in 1...epochs { _ = net.trainEpoch(train, epoch: epoch) }
    let weights = net.readBackWeights()
    let images = FirstLayerInput.plain(test.images)
    let digital = ChipTourReading(
      outputs: product(images, weights[0]), predictions: net.predictions(for: test.images))
    let calibration = FirstLayerInput.plain(train.images.rows(0..<min(256, train.count)))

    return try cards.map { name in
      let card = try DeviceLibrary.card(name)
      note("programming and reading two chips of \(card.id)")
      func layer(serial: Int) throws -> CrossbarLayer {
        let chip = Chip(card: card, serial: serial, configuration: chip, run: StreamKey(seed: seed))
        if serial == serials.0, let notice = chip.comparisonNotice { note(notice) }
        var layer = try chip.layer(
          0, inputs: shape[0], outputs: outputs, weightRange: max(weights[0].largestMagnitude, 1e-6), inSitu: false)
        layer.program(weights[0])
        try layer.calibrate(on: calibration, inputHeadroom: headroom, outputHeadroom: headroom)
        return layer
      }
      func reading(_ layer: inout CrossbarLayer) -> ChipTourReading {
        let outputs = layer.measure(images)
        var onChip = net
        onChip.layers = [layer, DigitalLayer(weights: weights[1])]
        return ChipTourReading(outputs: outputs, predictions: onChip.predictions(for: test.images))
      }
      var (first, second) = (try layer(serial: serials.0), try layer(serial: serials.1))
      let readings = [reading(&first), reading(&second)]
      let again = first.measure(images)
      return ChipTourStop(
        card: card.id, serials: [serials.0, serials.1], wanted: weights[0],
        found: [first.effectiveWeights(), second.effectiveWeights()], digital: digital, readings: readings,
        again: again, test: test)
    }
  }
}

/// What came out of one layer, and what the net said of every image with it.
struct ChipTourReading: Sendable {
  /// [images × outputs], in the units of inputs · weights.
  var outputs: Matrix
  var predictions: [Int]
}
