public import Matrices
public import Randomness
public import Substrate
internal import VectorMath

/// Forward-Forward with local receptive fields and no shared weights (Hinton 2022, arXiv 2212.13345, sections 3.2 and
/// 4): units stand on a grid, each place sees a field of what lies below and has weights of its own.
///
/// The first layer's fields are squares of pixels; those of the layers above are the 2 × 2 places below. Every place is
/// an array of its own, on a chip a group of tiles of its own; it has its own goodness Σ y² over its channels, its own
/// threshold and peers, and normalises its own activities, so that nothing is summed between arrays. Layers see no
/// labels: positive data are images, negative ones hybrids of two images. A digital softmax readout of all layers but
/// the first names what they see.
public struct LocalFields: BatchLearner {
  /// Where the places of one layer stand and what they see.
  public struct Level: Sendable, Equatable {
    /// Places along each side.
    public let grid: Int
    /// Units of each place.
    public let channels: Int
    /// The columns of the layer below that each place sees.
    public let fields: [[Int]]
  }

  /// What was chosen; negatives, phases, labels and inference of it have no use here.
  public let settings: ForwardForwardSettings
  /// The layers, input side first.
  public let levels: [Level]
  /// Number of classes.
  public let classes: Int
  public private(set) var readout: SoftmaxReadout
  public private(set) var passes = PassCounts()
  let key: StreamKey
  private let image: ImageShape
  /// The places of all layers, row after row.
  private var places: [[ForwardForwardLayer]]
  /// What each of them sees of the layer below.
  private let gathers: [[ColumnGather]]
  private var seen: [(positive: PhaseStatistics, negative: PhaseStatistics)]

  public var knowledge: String { "nothing" }
  var batchSize: Int { settings.batchSize }
  var schedule: RateSchedule { settings.schedule }
  var fullRate: Float { settings.rate }
  var shifts: ImageShifts? { settings.shifts }

  public var layers: [any BlackBox] {
    get { places.flatMap { $0.map(\.box) } }
    set {
      precondition(
        newValue.map { [$0.inputs, $0.outputs] } == layers.map { [$0.inputs, $0.outputs] },
        "the new layers have other shapes")
      var index = 0
      for level in places.indices {
        for place in places[level].indices {
          places[level][place].box = newValue[index]
          index += 1
        }
      }
    }
  }

  /// The layers that square images need.
  ///
  /// - Parameters:
  ///   - field: side of the first layer's fields, in pixels.
  ///   - stride: pixels between them.
  ///   - channels: units of each place, layer by layer.
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` where no place or no image fits.
  public static func levels(
    _ image: ImageShape, field: Int, stride: Int, channels: [Int]
  ) throws(LearningError) -> [Level] {
    guard image.height == image.width else {
      throw .badSetting(name: "data", value: "\(image.height) x \(image.width) pixels", allowed: "square images")
    }
    guard field >= 1, stride >= 1, field <= image.height else {
      throw .badSetting(
        name: "learner.local.field", value: "\(field)", allowed: "1 to the image's side, \(image.height)")
    }
    var grid = (image.height - field) / stride + 1
    var levels: [Level] = []
    for (index, count) in channels.enumerated() {
      guard index == 0 || grid >= 2 else {
        throw .badSetting(
          name: "network.hidden", value: "\(channels.count) layers",
          allowed: "at most \(index) with these fields: each layer has one place less along a side")
      }
      if index > 0 { grid -= 1 }
      let fields = (0..<grid * grid).map { place in
        let (row, column) = (place / grid, place % grid)
        guard index > 0 else {
          return (0..<image.channels).flatMap { channel in
            (0..<field).flatMap { y in
              (0..<field).map { x in
                (channel * image.height + row * stride + y) * image.width + column * stride + x
              }
            }
          }
        }
        let below = channels[index - 1]
        return [0, 1].flatMap { y in
          [0, 1].flatMap { x in
            let start = ((row + y) * (grid + 1) + column + x) * below
            return Array(start..<start + below)
          }
        }
      }
      levels.append(Level(grid: grid, channels: count, fields: fields))
    }
    return levels
  }

  /// A net on given layers of weights: one for every place, row after row, layer after layer.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], levels: [Level], image: ImageShape, classes: Int, settings: ForwardForwardSettings,
    key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    try settings.shifts?.validate(pixels: image.pixels)
    try LabelInput.checkClasses(classes)
    precondition(layers.count == levels.reduce(0) { $0 + $1.fields.count }, "\(layers.count) layers")
    self.settings = settings
    self.levels = levels
    self.classes = classes
    self.key = key
    self.image = image
    gathers = levels.map { $0.fields.map { ColumnGather($0) } }
    var rest = layers[...]
    places = levels.map { level in
      level.fields.map { field in
        let box = rest.removeFirst()
        precondition(box.inputs == field.count && box.outputs == level.channels, "a place has another shape")
        return ForwardForwardLayer(box: box, settings: settings)
      }
    }
    let first = settings.readoutLayers.first(of: levels.count)
    readout = SoftmaxReadout(
      features: levels[first...].reduce(0) { $0 + $1.fields.count * $1.channels }, classes: classes)
    seen = levels.map { _ in (PhaseStatistics(), PhaseStatistics()) }
  }

  /// One pass of several batches, stacked, place by place; the readout's features of the first.
  /// - Parameter rate: where given, the batches are positive and negative data, and each place learns what it saw of
  ///   them: no other place has a part in that.
  private mutating func pass(_ stacked: Matrix, each rows: [Int], learning rate: Float? = nil) -> Matrix {
    var features = FeatureColumns(rows: rows[0], columns: readout.weights.rows)
    var current = stacked
    for index in levels.indices {
      var next = FeatureColumns(rows: stacked.rows, columns: levels[index].fields.count * levels[index].channels)
      for place in places[index].indices {
        let inputs = gathers[index][place].of(current)
        let answer = places[index][place].respond(to: inputs, each: rows)
        next.append(normalising: answer.activities, sums: answer.sums)
        guard let rate else { continue }
        let signals = places[index][place].signals(
          halves: answer, settings: settings, statistics: &seen[index])
        places[index][place].learn(
          [WeightChange.Term(inputs: inputs, signals: signals, batches: 2)], rate: rate, settings: settings)
      }
      current = next.matrix
      if index >= settings.readoutLayers.first(of: levels.count) { features.append(current, rows: 0..<rows[0]) }
    }
    return features.matrix
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let count = batch.labels.count
    passes.forward += 2 * count
    var inputs = withHybrids(batch)
    inputs.normaliseRows()
    let features = pass(inputs, each: [count, count], learning: factor * settings.rate)
    let logits = readout.logits(features)
    var probabilities = logits
    probabilities.softmaxRows()
    readout.learn(
      features, errors: probabilities.errors(for: batch.labels), rate: factor * settings.readoutRate,
      momentum: settings.momentum, decay: settings.readoutDecay)
    return zip(logits.largestColumns, batch.labels).count { $0 != $1 }
  }

  /// The images and, below them, each mixed with the next of its batch, all channels through one mask.
  private func withHybrids(_ batch: Batch) -> Matrix {
    let images = batch.images
    var stacked = Matrix(stacking: [images, images])
    let (pixels, count) = (image.height * image.width, images.rows)
    let draws = key.child("negatives", batch.epoch)
    let (channels, width) = (image.channels, images.columns)
    images.elements.withUnsafeBufferPointer { images in
      stacked.forEachRow(of: count..<2 * count) { index, row in
        HybridMask.mix(
          row, with: images.baseAddress! + (index + 1) % count * width, pixels: pixels, channels: channels,
          key: draws.child("mask", batch.first + index))
      }
    }
    return stacked
  }

  mutating func layerReports() -> [EpochReport.Layer] {
    defer { seen = levels.map { _ in (PhaseStatistics(), PhaseStatistics()) } }
    return seen.map { EpochReport.Layer(positive: $0.positive, negative: $0.negative) }
  }
}

extension LocalFields: LogitsLearner {
  public mutating func predictions(for images: Matrix) -> [Int] { onePassLogits(images).largestColumns }

  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    passes.inference += images.rows
    var elements: [Float] = []
    for first in Swift.stride(from: 0, to: images.rows, by: ForwardForward.inferenceRows) {
      let block = images.rows(first..<min(first + ForwardForward.inferenceRows, images.rows))
      elements += readout.logits(pass(FirstLayerInput.plain(block), each: [block.rows])).elements
    }
    return Matrix(rows: images.rows, columns: classes, elements: elements)
  }

  public var state: LearnerState {
    var arrays = readout.arrays(named: "readout")
    for (level, row) in places.enumerated() {
      for (place, layer) in row.enumerated() { arrays.merge(layer.arrays(named: "layer\(level).place\(place)")) { $1 } }
    }
    return LearnerState(learner: "localFields", arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    readout.restore(state.arrays, named: "readout")
    for level in places.indices {
      for place in places[level].indices {
        places[level][place].restore(state.arrays, named: "layer\(level).place\(place)")
      }
    }
    passes = state.passes
  }
}

extension LocalFields {
  /// `learner.local.field`.
  public static let field = LearnerSetting(
    "learner.local.field", 10, in: 1...1_000, "`ff-local`: side of the first layer's receptive fields, in pixels.")
  /// `learner.local.stride`.
  public static let stride = LearnerSetting(
    "learner.local.stride", 6, in: 1...1_000, "`ff-local`: pixels between neighbouring fields of the first layer.")

  private static func levels(_ task: LearningTask, _ values: LearnerValues) throws(LearningError) -> [Level] {
    try LabelInput.checkClasses(task.classes)
    return try levels(try image(task), field: values[field], stride: values[stride], channels: task.hidden)
  }

  private static func image(_ task: LearningTask) throws(LearningError) -> ImageShape {
    if let image = task.image, image.pixels == task.features { return image }
    guard let side = HybridMask.side(pixels: task.features) else {
      throw .badSetting(name: "data", value: "\(task.features) inputs", allowed: "square images")
    }
    return ImageShape(height: side, width: side)
  }

  /// `ff-local` and its variants; `network.hidden` are the channels of each layer's places.
  static let descriptions = LearnerRule(
    name: "ff-local",
    meaning: "Forward-Forward with local receptive fields and no shared weights; every place of the grid is an array.",
    fields: [field.field, stride.field]
      + ForwardForwardFields.all.filter { field in
        let unused = ["negatives", "phases", "phaseBatches", "lastSleep", "label", "labelStrength", "loss", "dropout"]
        return !(unused + ["inference", "passesOn"]).contains { field.path == "learner.ff.\($0)" }
      }, rate: 0.01,
    plan: { (task, values) throws(LearningError) in
      let levels = try levels(task, values)
      return NetPlan(
        layers: levels.flatMap { level in
          level.fields.map { NetPlan.Layer(inputs: $0.count, outputs: level.channels) }
        }, normalises: true, firstInput: { FirstLayerInput.plain($0.images) },
        drives: { weights, examples in
          var rest = weights[...]
          var drives: [Matrix] = []
          var current = FirstLayerInput.plain(examples.images)
          for level in levels {
            var next = FeatureColumns(rows: current.rows, columns: level.fields.count * level.channels)
            for place in level.fields {
              let seen = ColumnGather(place).of(current)
              drives.append(seen)
              var outputs = product(seen, rest.removeFirst()).map { max(0, $0) }
              outputs.normaliseRows()
              next.append(outputs, rows: 0..<outputs.rows)
            }
            current = next.matrix
          }
          return drives
        }
      ).read(learning: 2)
    },
    make: { surroundings, layers in
      var settings = ForwardForwardSettings(surroundings.values, surroundings.training, negatives: .hybridImages)
      settings.inference = .onePass
      settings.phases = .together
      settings.loss = .logistic
      settings.lastSleep = nil
      return try LocalFields(
        layers: layers, levels: try levels(surroundings.task, surroundings.values), image: image(surroundings.task),
        classes: surroundings.task.classes, settings: settings, key: surroundings.key)
    }
  ).everywhere()
}
