import Learning
import Matrices
import Randomness
import Substrate
import Testing

/// Images that move while a recurrent net looks at them, and text that a net goes on with by itself.
@Suite struct VideoAndTextTests {
  private func recurrent(_ frames: RecurrentForwardForward.Frames) throws -> RecurrentForwardForward {
    var settings = RecurrentForwardForward.Settings(training: TrainingSettings(epochs: 8, rate: 0.02))
    settings.training.batchSize = 20
    settings.frames = frames
    let rule = try #require(LearnerTable["ff-recurrent"]).rule
    let plan = try rule.plan(LearningTask(features: 144, classes: 10, hidden: [60, 60]), LearnerValues())
    let layers = plan.initialWeights(key: StreamKey(seed: 3)).map { DigitalLayer(weights: $0) }
    return try RecurrentForwardForward(layers: layers, settings: settings, key: StreamKey(seed: 5))
  }

  @Test func framesMoveByAPixelAStep() throws {
    let net = try recurrent(.moving)
    var image = Matrix(rows: 8, columns: 144)
    for row in 0..<8 { image.elements[row * 144 + 6 * 12 + 6] = 1 }
    let frames = net.frames(image, first: 0, epoch: 1)
    #expect(frames.count == 5)
    var directions: Set<[Int]> = []
    for row in 0..<8 {
      let places = frames.map { frame -> (Int, Int) in
        let lit = (0..<144).filter { frame[row, $0] > 0 }
        return lit.count == 1 ? (lit[0] / 12, lit[0] % 12) : (-1, -1)
      }
      #expect(places[2] == (6, 6))
      let step = (places[1].0 - places[0].0, places[1].1 - places[0].1)
      #expect(abs(step.0) <= 1 && abs(step.1) <= 1 && step != (0, 0))
      for index in 1..<5 {
        #expect(places[index].0 - places[index - 1].0 == step.0 && places[index].1 - places[index - 1].1 == step.1)
      }
      directions.insert([step.0, step.1])
    }
    #expect(directions.count > 2, "eight images, eight directions")
    // A draw belongs to the place of an example and not to its batch.
    #expect(net.frames(image.rows(3..<8), first: 3, epoch: 1)[0] == frames[0].rows(3..<8))
    #expect(net.frames(image, first: 0, epoch: 2)[0] != frames[0])
    #expect(try recurrent(.still).frames(image, first: 0, epoch: 1).count == 1)
  }

  @Test func aVideoIsLearned() throws {
    var net = try recurrent(.moving)
    let data = try SampleTask.prototypes(200)
    for epoch in 1...8 { _ = net.trainEpoch(data, epoch: epoch) }
    // Shifted prototypes of random pixels have little in common with those at their place: chance is 0.9.
    #expect(net.testError(on: data) < 0.7)
  }

  @Test func aVideoNeedsAnImage() throws {
    var settings = RecurrentForwardForward.Settings(training: TrainingSettings(epochs: 1, rate: 0.02))
    settings.frames = .moving
    let layers = SampleTask.layers([7, 4]) + SampleTask.layers([3, 4])
    #expect(
      throws: LearningError.badSetting(
        name: "learner.recurrent.frames", value: "moving for 7 inputs", allowed: "still but for images")
    ) { try RecurrentForwardForward(layers: layers, classes: 3, settings: settings, key: StreamKey(seed: 1)) }
  }

  /// Shifts are drawn for each visit, a video is shifted as a whole, and right and wrong labels meet the same image.
  @Test(arguments: RecurrentForwardForward.Frames.allCases)
  func trainingImagesAreShifted(_ frames: RecurrentForwardForward.Frames) throws {
    var images = Matrix(rows: 20, columns: 144)
    for row in 0..<20 { images.elements[row * 144 + 6 * 12 + 6] = 1 }
    let data = try Examples(images: images, labels: (0..<20).map { $0 % 3 }, classes: 3)
    /// Where the lit pixel stood in the first layer's inputs of an epoch: by step and place in the epoch's order.
    func places(_ epoch: Int, jitter: Int) throws -> [[[Int]]] {
      var settings = RecurrentForwardForward.Settings(training: TrainingSettings(epochs: 3, rate: 0.01))
      settings.training.batchSize = 20
      settings.frames = frames
      settings.training.shifts = ImageShifts(reach: jitter, image: ImageShape(height: 12, width: 12))
      let shapes = [[144, 6], [6, 5], [5, 6], [3, 5]]
      var net = try RecurrentForwardForward(
        layers: shapes.map { RecordingLayer(SampleTask.weights($0)[0]) }, classes: 3, settings: settings,
        key: StreamKey(seed: 5))
      _ = net.trainEpoch(data, epoch: epoch)
      let layer = try #require(net.layers[0] as? RecordingLayer)
      let terms = try #require(layer.changes.first).terms
      #expect(terms[0].inputs == terms[1].inputs, "the right label's image is the wrong one's")
      return try layer.measured.prefix(frames == .moving ? 5 : 1).map { frame in
        try (0..<20).map { row in
          let pixel = try #require((0..<144).first { frame[row, $0] > 0 })
          return [pixel / 12 - 6, pixel % 12 - 6]
        }
      }
    }
    let (plain, shifted) = (try places(1, jitter: 0), try places(1, jitter: 2))
    var seen: Set<[Int]> = []
    for row in 0..<20 {
      let shifts = zip(shifted, plain).map { [$0[row][0] - $1[row][0], $0[row][1] - $1[row][1]] }
      #expect(Set(shifts).count == 1, "image \(row) is shifted alike at all steps")
      #expect(shifts[0].allSatisfy { abs($0) <= 2 })
      seen.insert(shifts[0])
    }
    // 20 of 25 shifts, evenly: 14 different ones are expected, 9 are more than three standard deviations below.
    #expect(seen.count >= 9)
    #expect(try places(1, jitter: 2) == shifted, "the same visit, the same shifts")
    #expect(try places(2, jitter: 2) != shifted, "another visit, others")
  }

  @Test func shiftsNeedAnImage() throws {
    var settings = RecurrentForwardForward.Settings(training: TrainingSettings(epochs: 1, rate: 0.02))
    settings.training.shifts = ImageShifts(reach: 1, image: ImageShape(height: 2, width: 2))
    let layers = SampleTask.layers([7, 4]) + SampleTask.layers([3, 4])
    #expect(
      throws: LearningError.badSetting(
        name: "learner.jitter", value: "1 for 7 inputs", allowed: "0 but for images of 4")
    ) { try RecurrentForwardForward(layers: layers, classes: 3, settings: settings, key: StreamKey(seed: 1)) }
  }

  /// Windows of three symbols of the endless text abcdabcd…
  private func text(_ count: Int) throws -> Examples {
    var images = Matrix(rows: count, columns: 12)
    for row in 0..<count {
      for place in 0..<3 { images.elements[row * 12 + place * 4 + (row + place) % 4] = 1 }
    }
    return try Examples(images: images, labels: (0..<count).map { ($0 + 3) % 4 }, classes: 4)
  }

  private func reader(_ change: (inout ForwardForwardSettings) -> Void = { _ in }) throws -> ForwardForward {
    var settings = ForwardForwardSettings(epochs: 30)
    settings.negatives = .selfGenerated
    settings.label = .inputs
    settings.image = ImageShape(height: 3, width: 4)
    settings.batchSize = 20
    settings.rate = 0.02
    change(&settings)
    return try ForwardForward(
      layers: SampleTask.layers([16, 60, 60]), classes: 4, settings: settings, key: StreamKey(seed: 9))
  }

  @Test func theNetWritesItsOwnNegatives() throws {
    var net = try reader()
    let data = try text(200)
    let windows = data.images.rows(0..<100)
    let before = net.goOn(from: windows, epoch: 1)
    // Every row of a window is one symbol.
    for row in 0..<100 {
      for place in 0..<3 {
        let symbol = (0..<4).map { before.images[row, place * 4 + $0] }
        #expect(symbol.filter { $0 == 1 }.count == 1 && symbol.reduce(0, +) == 1)
      }
    }
    /// Share of symbols that follow the one before as in the text.
    func agreement(_ made: (images: Matrix, labels: [Int])) -> Double {
      var right = 0
      for row in 0..<100 {
        let symbols = (0..<3).map { place in (0..<4).first { made.images[row, place * 4 + $0] == 1 } ?? -1 }
        right += zip(symbols, symbols.dropFirst() + [made.labels[row]]).count { ($0 + 1) % 4 == $1 }
      }
      return Double(right) / 300
    }
    // A readout that knows nothing draws evenly: a quarter is right, 300 draws, five standard errors.
    #expect(abs(agreement(before) - 0.25) < 5 * 0.025)
    #expect(net.goOn(from: windows, epoch: 1).images == before.images, "the same draws")
    // A part of a batch goes on as it does in the whole.
    #expect(net.goOn(from: windows.rows(40..<60), first: 40, epoch: 1).images == before.images.rows(40..<60))
    for epoch in 1...30 { _ = net.trainEpoch(data, epoch: epoch) }
    #expect(agreement(net.goOn(from: windows, epoch: 1)) > 0.5, "a net that has read the text goes on with it")
    #expect(net.testError(on: data) < 0.05)
  }

  @Test func onlyTextCanBeGoneOnWith() throws {
    #expect(
      throws: LearningError.badSetting(
        name: "learner.ff.negatives", value: "selfGenerated for 4 classes and 12 inputs",
        allowed: "it with text only (data.source: text:FILE), whose classes are the symbols of a window's rows")
    ) { try reader { $0.image = ImageShape(height: 4, width: 3) } }
  }

  /// Classes share the bins of their layer, and together they are the layer's histogram.
  @Test func goodnessByClass() {
    let sample = GoodnessSample(layer: 1, positive: [1, 2, 3, 9], negative: [0, 1, 1, 10])
    let all = sample.histogram(bins: 5)
    let classes = sample.histograms(bins: 5, labels: [0, 2, 0, 2], classes: 3)
    #expect(classes.edges == all.edges && classes.positive.count == 3)
    #expect(classes.positive[0] == [1, 1, 0, 0, 0] && classes.positive[2] == [0, 1, 0, 0, 1])
    #expect(classes.negative[0] == [2, 0, 0, 0, 0] && classes.negative[1] == [0, 0, 0, 0, 0])
    for bin in 0..<5 { #expect(classes.positive.reduce(0) { $0 + $1[bin] } == all.positive[bin]) }
    #expect(classes.prefix(2).histograms.count == 2)
  }
}
