internal import Crossbar
package import ExperimentFiles
internal import Learning
internal import Matrices
package import Reports
internal import RunStore
internal import Substrate
internal import Units

/// A saved net, tested: on its chip, at any age and temperature, and on another chip its weights are copied to.
package struct Evaluation: Sendable, Encodable {
  /// One test. Errors are fractions.
  package struct Row: Sendable, Encodable {
    /// `home`, `copy`, or `digital` where there is no chip.
    package var place: String
    package var chip: Int?
    /// Seconds since programming; nil for a digital net.
    package var age: Double?
    /// Kelvin.
    package var temperature: Double?
    package var images: Int
    /// In one pass.
    package var testError: Double
    /// By goodness over all labels, for Forward-Forward.
    package var goodnessError: Double?
    /// Share of output conversions beyond the full scale; nil without conversions. Not part of what is encoded.
    var heldShare: Double?

    private enum CodingKeys: CodingKey { case place, chip, age, temperature, images, testError, goodnessError }
  }

  package var learner: LearnerName
  /// Epochs trained, of how many.
  package var epoch: Int
  package var epochs: Int
  package var data: String
  package var rows: [Row] = []
  /// What must be said of conversions beyond a full scale.
  package var warnings: [String] = []
  /// What the layers learned, on their own chip, where the choices ask for it; not part of what is encoded.
  package private(set) var figures = NetFigures(goodness: [])

  private enum CodingKeys: CodingKey { case learner, epoch, epochs, data, rows, warnings }

  /// Reads the file and tests.
  /// - Throws: ``ExperimentError``, ``ExperimentFileError``; what composing a run and programming a chip throw.
  package init(_ choices: EvaluationChoices) throws {
    try self.init(choices, TrainingFile(path: choices.load).read())
  }

  /// The same of a file that was read.
  init(_ choices: EvaluationChoices, _ saved: SavedTraining) throws {
    let configuration = try saved.resolved()
    try saved.checkInputs(configuration, reader: InputReader(), path: choices.load)
    let wanted = try choices.apply(to: configuration)
    learner = configuration[LearnerFields.name]
    (epoch, epochs) = (saved.epoch, configuration[LearnerFields.epochs])
    data = wanted[DataFields.source]
    var run = try Workers.threads.withValue(choices.threads) {
      try ExperimentRun(configuration, shared: SharedWork(), context: RunContext(), threads: choices.threads)
    }
    try run.restore(saved)
    try run.settle()
    let test = try Self.images(run, wanted)
    var home = run.learner
    home.layers = home.layers.map { layer in
      layer.changing { chip in
        if choices.at != nil { chip.age = wanted[ChipFields.age] ?? chip.chip.earliestAge }
        if choices.temperature != nil { chip.temperature = wanted[ChipFields.temperature] }
      }
    }
    add(learner.hasChip ? "home" : "digital", &home, test)
    if choices.drawsFigures { figures = Self.figures(of: home, test, image: run.data.image) }
    guard choices.copyTo != nil else { return }
    var copy = home
    let serial = wanted[ChipFields.serial]
    let made = try run.layers.onChip(
      serial: serial, weights: home.readBackWeights(), inSitu: false, run: run.copyKey(1))
    copy.layers = made.map { layer in layer.changing { $0.temperature = wanted[ChipFields.temperature] } }
    add("copy", &copy, test)
  }

  /// The images to test on, which must fit the net.
  private static func images(_ run: ExperimentRun, _ wanted: ResolvedConfiguration) throws -> Examples {
    var source = wanted
    source.set(DataFields.train, to: 1)
    source.set(DataFields.validation, to: 0)
    let test = try RunData(source).test
    let train = run.data.train
    guard test.images.columns == train.images.columns, test.classes <= train.classes else {
      throw ExperimentError.otherImages(
        data: wanted[DataFields.source], pixels: test.images.columns, classes: test.classes,
        inputs: train.images.columns, outputs: train.classes)
    }
    return test
  }

  private mutating func add(_ place: String, _ learner: inout any Learner, _ test: Examples) {
    let before = HeldConversions(learner)
    var row = Self.row(place, &learner, test)
    let held = HeldConversions(learner) - before
    if held.outputs > 0 { row.heldShare = Double(held.saturatedOutputs) / Double(held.outputs) }
    rows.append(row)
    warnings += held.warnings.map { "\(place): \($0)" }
  }

  /// Taken from a copy of the net, whose noise goes on as if nobody had looked.
  private static func figures(of learner: any Learner, _ test: Examples, image: ImageShape?) -> NetFigures {
    var figures = NetFigures(goodness: [])
    if var net = learner as? any GoodnessLearner { figures = NetFigures(net.goodnessSamples(test), of: test) }
    figures.fields = ReceptiveFields(learner, image: image, count: NetFigures.mostFields)
    return figures
  }

  private static func row(_ place: String, _ learner: inout any Learner, _ test: Examples) -> Row {
    let chip = learner.layers.first?.crossbar
    var row = Row(
      place: place, chip: chip?.chip.serial, age: chip?.age.value, temperature: chip?.temperature.value,
      images: test.count, testError: 0)
    if var net = learner as? any GoodnessLearner, net.ratesLabels {
      row.testError = net.testError(on: test, by: .onePass)
      row.goodnessError = net.testError(on: test, by: .goodness)
      learner = net
    } else {
      row.testError = learner.testError(on: test)
    }
    return row
  }

  /// One line a test, with 95 % intervals over the images.
  package func table() throws -> Table {
    let byGoodness = rows.contains { $0.goodnessError != nil }
    var table = Table(
      caption: "\(learner.rawValue), \(epoch) of \(epochs) epochs trained; \(rows[0].images) images of \(data)",
      columns: ["tested", "chip", "age (s)", "temperature (K)", "error in one pass"]
        + (byGoodness ? ["error by goodness"] : []))
    for row in rows {
      table.append(
        [
          .text(row.place), row.chip.map { .count($0) } ?? .missing,
          row.age.map { .number($0) } ?? (row.chip == nil ? .missing : .text("reference")),
          row.temperature.map { .number($0) } ?? .missing, .text(try ErrorText.of(row.testError, images: row.images)),
        ] + (try row.goodnessError.map { [.text(try ErrorText.of($0, images: row.images))] } ?? []))
    }
    return table
  }
}
