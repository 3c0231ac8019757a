public import Learning
internal import Matrices
internal import Randomness
internal import Substrate

/// What every `Learner` must keep: classes that exist, honest counts of passes, results that follow from settings and
/// key alone, copies that are copies, layers that can be exchanged, states that resume bit for bit, and that it learns.
///
/// It trains on a task of the suite's own, 12 × 12 pixels of ten classes with noise: seconds for nets of 60 units.
public struct LearnerContract: Sendable {
  /// How many epochs it may take to learn the task.
  public var epochs = 5
  /// The largest test error after so many epochs; chance is 0.9. Nil where it need not learn.
  public var largestError: Double? = 0.5
  /// Units of the hidden layers.
  public var hidden = [60, 60]

  public init() {}

  /// The suite's task.
  public var task: LearningTask {
    LearningTask(features: 144, image: ImageShape(height: 12, width: 12), classes: 10, hidden: hidden)
  }

  /// What a rule as the table of learners knows it does that it must not, on layers that a chip or `layer` makes of
  /// weights; empty for a sound one.
  ///
  /// - Throws: what making it throws: a finding in itself.
  public func findings(
    of description: LearnerDescription, values: LearnerValues = LearnerValues(),
    in surroundings: ((_ plain: PlainSurroundings) -> PlainSurroundings)? = nil
  ) throws -> [Finding] {
    let plain = try PlainSurroundings(description, task: task, epochs: epochs + 1, batch: 10, values: values)
    let around = surroundings?(plain) ?? plain
    var found = try findings { try description.make(around) }
    if description.name.isEmpty || description.meaning.isEmpty || description.knowledge.isEmpty {
      found.append(Finding(rule: "a learner says what it is and must know", detail: "'\(description.name)'"))
    }
    return found
  }

  /// What a learner for the suite's task does that it must not; empty for a sound one.
  ///
  /// - Parameter make: a fresh learner, the same at every call.
  /// - Throws: what `make` throws.
  public func findings(_ make: () throws -> any Learner) throws -> [Finding] {
    var found = Findings()
    let (train, test) = (try Self.examples(205, part: 0), try Self.examples(200, part: 1))
    var learner = try make()
    found.expect(!learner.layers.isEmpty, "a learner has layers", "it has none")
    answers(&learner, test, "untrained", &found)
    let untouched = learner
    var reports: [EpochReport] = []
    for epoch in 1...epochs {
      let before = learner.passes
      let report = learner.trainEpoch(train, epoch: epoch)
      found.expect(
        report.epoch == epoch && report.examples == train.count, "a report names its epoch and examples",
        "epoch \(report.epoch) of \(epoch), \(report.examples) of \(train.count) examples")
      found.expect(
        (0...1).contains(report.trainingError) && report.rate.isFinite && report.rate >= 0,
        "reported numbers are possible", "error \(report.trainingError), rate \(report.rate)")
      found.expect(
        learner.passes.forward > before.forward && learner.passes.backward >= before.backward,
        "passes of training are counted", "\(learner.passes.forward - before.forward) in epoch \(epoch)")
      reports.append(report)
    }
    answers(&learner, test, "trained", &found)
    var (one, two) = (untouched, untouched)
    found.expect(
      one.predictions(for: test.images) == two.predictions(for: test.images)
        && untouched.passes.forward == one.passes.forward,
      "training a copy leaves the original alone", "an earlier copy answers otherwise")
    if let largestError {
      var judge = learner
      let right = zip(judge.predictions(for: test.images), test.labels).reduce(0) { $0 + ($1.0 == $1.1 ? 1 : 0) }
      let error = 1 - Double(right) / Double(test.count)
      found.expect(error <= largestError, "it learns", "test error \(error) after \(epochs) epochs, chance is 0.9")
    }
    var again = try make()
    _ = again.predictions(for: test.images)
    let second = (1...epochs).map { again.trainEpoch(train, epoch: $0) }
    _ = again.predictions(for: test.images)
    found.expect(second == reports, "equal settings and key give equal bits", "reports of two trainings differ")
    exchange(learner, &found)
    if let resumable = learner as? any ResumableLearner {
      try resuming(resumable, try make(), train, &found)
    }
    return found.all
  }

  private func answers(_ learner: inout any Learner, _ data: Examples, _ when: String, _ found: inout Findings) {
    let before = learner.passes
    let answers = learner.predictions(for: data.images)
    found.expect(answers.count == data.count, "one class an image", "\(answers.count) for \(data.count), \(when)")
    found.expect(
      answers.allSatisfy { (0..<data.classes).contains($0) }, "predictions are classes that exist",
      "\(answers.first { !(0..<data.classes).contains($0) } ?? -1) of \(data.classes), \(when)")
    found.expect(
      learner.passes.inference > before.inference && learner.passes.forward == before.forward,
      "passes of inference are counted", "\(learner.passes.inference - before.inference), \(when)")
  }

  /// Layers can be taken out and put back.
  private func exchange(_ learner: any Learner, _ found: inout Findings) {
    var copy = learner
    let layers = copy.layers
    copy.layers = layers
    found.expect(
      copy.layers.count == layers.count
        && zip(copy.layers, layers).allSatisfy { $0.inputs == $1.inputs && $0.outputs == $1.outputs },
      "layers can be exchanged", "\(layers.count) were put in, \(copy.layers.count) are there")
  }

  /// A state taken up by a fresh learner with the same layers goes on bit for bit; a foreign one is refused.
  private func resuming(
    _ trained: any ResumableLearner, _ fresh: any Learner, _ data: Examples, _ found: inout Findings
  ) throws {
    guard var resumed = fresh as? any ResumableLearner else { return }
    var whole = trained
    resumed.layers = whole.layers
    do { try resumed.restore(whole.state) } catch {
      found.expect(false, "a learner takes up its own state", "\(error)")
      return
    }
    found.expect(resumed.state == whole.state, "a learner takes up its own state", "what was taken up differs")
    let (one, two) = (whole.trainEpoch(data, epoch: epochs + 1), resumed.trainEpoch(data, epoch: epochs + 1))
    found.expect(
      one == two && resumed.state == whole.state, "training resumes bit for bit",
      "the epoch after the break differs: error \(two.trainingError), without a break \(one.trainingError)")
    var foreign = whole.state
    foreign.learner += " of another kind"
    let before = resumed.state
    do {
      try resumed.restore(foreign)
      found.expect(false, "a foreign state is refused", "it was taken up")
    } catch {
      found.expect(resumed.state == before, "a refused state changes nothing", "\(error)")
    }
  }

  /// Images of ten classes: a random picture of each, a third of its pixels lit, of which every example has a tenth of
  /// the pixels flipped.
  static func examples(_ count: Int, part: Int) throws(LearningError) -> Examples {
    let key = StreamKey(seed: 0).child("contract").child("task")
    let pixels = 144
    let lit = key.child("pictures").uniforms(10 * pixels).map { $0 < 1 / 3 }
    let flipped = key.child("flips", part).uniforms(count * pixels).map { $0 < 0.1 }
    let labels = (0..<count).map { $0 % 10 }
    let elements = (0..<count * pixels).map { place -> Float in
      lit[labels[place / pixels] * pixels + place % pixels] != flipped[place] ? 1 : 0
    }
    return try Examples(images: Matrix(rows: count, columns: pixels, elements: elements), labels: labels, classes: 10)
  }
}
