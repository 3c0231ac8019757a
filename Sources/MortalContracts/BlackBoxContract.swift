internal import Matrices
public import Randomness
public import Substrate

/// What every `BlackBox` must keep, whatever lies behind it: shapes, finite numbers, honest counts, copies that are
/// copies, rows that do not look at their neighbours, and requests that move outputs the way they ask.
///
/// Layers that are more (`ExactModel`, `WeightPort`) are held to what these protocols say as well. The suite works on
/// copies; the layer itself is not changed. It takes a few hundred reads.
public struct BlackBoxContract: Sendable {
  /// Whether changes may be requested at all: false for layers that are only written and read, whose hardware has no
  /// pulses.
  public var takesRequests = true
  /// Whether requests shall show: false for layers that can be moved in one direction only.
  public var followsRequests = true
  /// How many reads are averaged where noise stands in the way.
  public var reads = 16
  /// The largest share of the outputs' variance that the true derivative may leave unexplained, offsets taken out.
  public var unexplained = 0.2
  /// The least correlation of weights that were written and read back.
  public var writtenCorrelation = 0.7
  /// The largest weight that is written and the step that is requested, in the units of the layer's weights.
  public var weight: Float = 0.1
  /// The draws of the activities.
  public var key = StreamKey(seed: 0).child("contract")

  public init() {}

  private static let shapeRule = "outputs are [batch × outputs]"

  /// What the layer does that it must not; empty for a sound one.
  ///
  /// - Parameter layer: ready to be read, e.g. with its converters calibrated for inputs of 0…1.
  public func findings(of layer: any BlackBox) -> [Finding] {
    var found = Findings()
    found.expect(
      layer.inputs > 0 && layer.outputs > 0, "a layer has inputs and outputs", "\(layer.inputs) x \(layer.outputs)")
    guard found.all.isEmpty else { return found.all }
    reading(layer, &found)
    // Outputs of another shape cannot be looked at further.
    guard !found.all.contains(where: { $0.rule == Self.shapeRule }) else { return found.all }
    copies(layer, &found)
    rows(layer, &found)
    several(layer, &found)
    if takesRequests {
      requests(layer, &found)
      if followsRequests { direction(layer, &found) }
    }
    if let model = layer as? any ExactModel { derivative(model, &found) }
    if let port = layer as? any WeightPort { writing(port, &found) }
    return found.all
  }

  private func activities(_ layer: any BlackBox, _ rows: Int, _ label: String) -> Matrix {
    Matrix(
      rows: rows, columns: layer.inputs,
      elements: key.child("activities").child(label).uniforms(rows * layer.inputs))
  }

  private func reading(_ layer: any BlackBox, _ found: inout Findings) {
    var copy = layer
    for rows in [1, 2, 17] {
      let before = copy.tally
      let outputs = copy.measure(activities(layer, rows, "reading"))
      found.expect(
        outputs.rows == rows && outputs.columns == layer.outputs, Self.shapeRule,
        "\(outputs.rows) x \(outputs.columns) for a batch of \(rows) and \(layer.outputs) outputs")
      found.expect(outputs.isFinite, "finite activities give finite outputs", "NaN or infinity in a batch of \(rows)")
      let after = copy.tally
      found.expect(
        after.vectorsRead - before.vectorsRead == rows, "every vector read is counted",
        "\(after.vectorsRead - before.vectorsRead) for a batch of \(rows)")
      found.expect(
        after.requests == before.requests && after.writePulses == before.writePulses, "reading writes nothing",
        "\(after.requests - before.requests) requests, \(after.writePulses - before.writePulses) pulses")
    }
    for (value, name) in [(Float(0), "zeros"), (1, "ones"), (-1, "minus ones"), (1e3, "a thousand")] {
      let outputs = copy.measure(Matrix(rows: 2, columns: layer.inputs, repeating: value))
      found.expect(outputs.isFinite, "finite activities give finite outputs", "NaN or infinity for \(name)")
    }
    found.expect(
      copy.inputs == layer.inputs && copy.outputs == layer.outputs, "reading leaves the shape",
      "\(copy.inputs) x \(copy.outputs), before \(layer.inputs) x \(layer.outputs)")
  }

  /// Two copies of one state give the same numbers for the same calls, and what happens to one leaves the other alone.
  private func copies(_ layer: any BlackBox, _ found: inout Findings) {
    let batch = activities(layer, 5, "copies")
    func used(_ copy: inout any BlackBox) -> Matrix {
      _ = copy.measure(batch)
      if takesRequests { copy.request(change(layer, signal: 1)) }
      return copy.measure(batch)
    }
    var (first, second) = (layer, layer)
    let outputs = used(&first)
    found.expect(
      second.tally == layer.tally && second.tally.requests == first.tally.requests - (takesRequests ? 1 : 0),
      "what happens to a copy leaves the original alone", "its counts changed")
    found.expect(
      used(&second) == outputs, "the same calls on a copy give the same bits",
      "reads\(takesRequests ? " and a request" : "") differ between two copies")
  }

  /// Several batches at once are what they are one after the other, but for rounding.
  private func several(_ layer: any BlackBox, _ found: inout Findings) {
    let batches = [activities(layer, 3, "several"), activities(layer, 5, "others")]
    var (together, apart) = (layer, layer)
    let outputs = together.measure(Matrix(stacking: batches), each: [3, 5])
    let expected = Matrix(stacking: batches.map { apart.measure($0) })
    let rule = "several batches at once are so many reads one after the other"
    found.expect(outputs.rows == 8, rule, "\(outputs.rows) rows for batches of 3 and 5")
    guard outputs.rows == 8 else { return }
    found.expect(
      together.tally.vectorsRead == apart.tally.vectorsRead, rule,
      "\(together.tally.vectorsRead - layer.tally.vectorsRead) vectors counted for batches of 3 and 5")
    var apartness: Float = 0
    for (a, b) in zip(outputs.elements, expected.elements) { apartness = max(apartness, abs(a - b)) }
    let scale = expected.largestMagnitude
    found.expect(apartness <= 1e-5 * scale, rule, "outputs differ by \(apartness), the largest is \(scale)")
  }

  /// A row's outputs depend on the row, the state and its place, not on what else is in the batch: no range is taken
  /// from the batch at hand.
  private func rows(_ layer: any BlackBox, _ found: inout Findings) {
    let single = activities(layer, 1, "rows")
    let plain = Matrix(rows: 2, columns: layer.inputs, elements: single.elements + single.elements)
    let loud = Matrix(rows: 2, columns: layer.inputs, elements: single.elements + single.elements.map { 50 * $0 })
    var (first, second) = (layer, layer)
    let quiet = first.measure(plain).elements.prefix(layer.outputs)
    let beside = second.measure(loud).elements.prefix(layer.outputs)
    found.expect(
      quiet.elementsEqual(beside), "a row does not depend on its neighbours",
      "the first row of a batch changes when the second is 50 times as large")
  }

  private func requests(_ layer: any BlackBox, _ found: inout Findings) {
    var copy = layer
    let before = copy.tally
    copy.request(WeightChange(terms: [], rate: 0.1))
    copy.request(change(layer, signal: 0))
    copy.request(change(layer, signal: 1, momentum: 0.5))
    copy.request(change(layer, signal: -1, momentum: 0.5, decay: 1e-4))
    found.expect(
      copy.tally.requests - before.requests == 4, "every request is counted",
      "\(copy.tally.requests - before.requests) of 4")
    found.expect(
      copy.inputs == layer.inputs && copy.outputs == layer.outputs, "a request leaves the shape",
      "\(copy.inputs) x \(copy.outputs), before \(layer.inputs) x \(layer.outputs)")
    found.expect(
      copy.measure(activities(layer, 3, "requests")).isFinite, "outputs are finite after requests", "NaN or infinity")
  }

  /// One outer product of the same activities and signals, `weight` large for signals of 1.
  private func change(
    _ layer: any BlackBox, signal: Float, momentum: Float = 0, decay: Float = 0
  ) -> WeightChange {
    let term = WeightChange.Term(
      inputs: Matrix(rows: 1, columns: layer.inputs, repeating: 1),
      signals: Matrix(rows: 1, columns: layer.outputs, repeating: signal))
    return WeightChange(terms: [term], rate: weight, momentum: momentum, decay: decay)
  }

  /// Requests that ask half of the outputs up and half down move them apart, as the mean over outputs and reads.
  private func direction(_ layer: any BlackBox, _ found: inout Findings) {
    let inputs = Matrix(rows: 1, columns: layer.inputs, repeating: 1)
    let signs = (0..<layer.outputs).map { Float($0 % 2 == 0 ? 1 : -1) }
    let many = Matrix(rows: reads, columns: layer.inputs, repeating: 1)
    var copy = layer
    func contrast(_ outputs: Matrix) -> Float {
      outputs.elements.indices.reduce(0) { $0 + outputs.elements[$1] * signs[$1 % layer.outputs] }
        / Float(outputs.elements.count)
    }
    let before = contrast(copy.measure(many))
    for _ in 0..<reads {
      let term = WeightChange.Term(
        inputs: inputs, signals: Matrix(rows: 1, columns: layer.outputs, elements: signs))
      copy.request(WeightChange(terms: [term], rate: weight / Float(reads)))
    }
    let after = contrast(copy.measure(many))
    found.expect(
      after > before, "requests move outputs the way they ask",
      "asked apart, outputs went from \(before) to \(after) on average")
  }

  /// The effective weights explain what is measured, but for noise, rounding and offsets.
  private func derivative(_ layer: any ExactModel, _ found: inout Findings) {
    var copy = layer
    let weights = copy.effectiveWeights()
    found.expect(
      weights.rows == layer.inputs && weights.columns == layer.outputs, "effective weights are [inputs × outputs]",
      "\(weights.rows) x \(weights.columns) for \(layer.inputs) x \(layer.outputs)")
    found.expect(weights.isFinite, "effective weights are finite", "NaN or infinity")
    guard weights.rows == layer.inputs, weights.columns == layer.outputs, weights.isFinite,
      !(layer is any StagedModel)
    else { return }
    let batch = activities(layer, 64, "derivative")
    let expected = product(batch, weights)
    var mean = [Double](repeating: 0, count: expected.elements.count)
    for _ in 0..<reads {
      for (index, value) in copy.measure(batch).elements.enumerated() { mean[index] += Double(value) / Double(reads) }
    }
    let count = layer.outputs
    var (rest, whole) = (0.0, 0.0)
    for output in 0..<count {
      let places = stride(from: output, to: mean.count, by: count)
      let offset = places.reduce(0) { $0 + mean[$1] - Double(expected.elements[$1]) } / 64
      let middle = places.reduce(0) { $0 + Double(expected.elements[$1]) } / 64
      for place in places {
        let difference = mean[place] - Double(expected.elements[place]) - offset
        rest += difference * difference
        whole += (Double(expected.elements[place]) - middle) * (Double(expected.elements[place]) - middle)
      }
    }
    found.expect(
      rest <= unexplained * whole, "effective weights are the derivative of what is measured",
      "\(rest / max(whole, 1e-30)) of the outputs' variance is left, \(unexplained) is allowed")
  }

  /// What is written can be read back, as far as the hardware is able.
  private func writing(_ layer: any WeightPort, _ found: inout Findings) {
    var copy = layer
    let wanted = Matrix(
      rows: layer.inputs, columns: layer.outputs,
      elements: key.child("weights").uniforms(layer.inputs * layer.outputs).map { weight * (2 * $0 - 1) })
    copy.program(wanted)
    let back = copy.readBack()
    found.expect(
      back.rows == layer.inputs && back.columns == layer.outputs && back.isFinite,
      "weights read back are [inputs × outputs] and finite", "\(back.rows) x \(back.columns)")
    guard back.elements.count == wanted.elements.count, back.isFinite, wanted.elements.count >= 8 else { return }
    let r = Self.correlation(wanted.elements, back.elements)
    found.expect(
      r >= writtenCorrelation, "weights that were written are read back",
      "their correlation is \(r), \(writtenCorrelation) is due")
  }

  /// Pearson's correlation; 0 without spread.
  static func correlation(_ first: [Float], _ second: [Float]) -> Double {
    let count = Double(first.count)
    let (a, b) = (first.map(Double.init), second.map(Double.init))
    let (meanA, meanB) = (a.reduce(0, +) / count, b.reduce(0, +) / count)
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      ab += (x - meanA) * (y - meanB)
      aa += (x - meanA) * (x - meanA)
      bb += (y - meanB) * (y - meanB)
    }
    return aa > 0 && bb > 0 ? ab / (aa * bb).squareRoot() : 0
  }
}
