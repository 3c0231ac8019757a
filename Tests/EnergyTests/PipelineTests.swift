import Energy
import Matrices
import Substrate
import TestSupport
import Testing

/// Layers at work side by side, against schedules that can be written down by hand.
struct PipelineTests {
  private func end(_ rule: LayerPipeline.Rule, _ layers: Int, batch: Int = 1, update: Double = 0) -> Double {
    LayerPipeline(rule, layers: layers, batch: batch, batches: 1, read: 1, update: update).end
  }

  /// One example: a pass takes L reads; errors another L − 1 on the way back; the neutral pass follows
  /// the right label's one read behind, and the wrong label's waits for what it says.
  @Test(arguments: [1, 2, 3, 7]) func oneExample(layers: Int) {
    let depth = Double(layers)
    #expect(end(.onePass, layers) == depth)
    #expect(end(.backpropagation, layers) == 2 * depth - 1)
    #expect(end(.forwardForward, layers) == 2 * depth + 1)
    // The last layer's update ends it, but for backpropagation, whose first layer is the last to know.
    #expect(end(.onePass, layers, update: 5) == depth + 5)
    #expect(end(.backpropagation, layers, update: 5) == 2 * depth - 1 + 5)
  }

  /// A long batch costs what its busiest layer does: one, two and three reads an example.
  @Test func longBatches() {
    for (rule, reads) in [(LayerPipeline.Rule.onePass, 1.0), (.backpropagation, 2), (.forwardForward, 3)] {
      let time = LayerPipeline.secondsAnExample(rule, layers: 3, batch: 60, read: 1, update: 0)
      #expect(time >= reads && time < 1.15 * reads, "\(rule): \(time)")
    }
  }

  /// A layer does one thing at a time; activities wait for the layer's last update.
  @Test(arguments: LayerPipeline.Rule.allCases) func tasksDoNotCollide(rule: LayerPipeline.Rule) {
    let pipeline = LayerPipeline(rule, layers: 4, batch: 3, batches: 3, read: 1, update: 2.5)
    let reads = [LayerPipeline.Rule.onePass: 12, .backpropagation: 12 + 9, .forwardForward: 36][rule] ?? 0
    #expect(pipeline.tasks.count == 3 * (reads + 4))
    for layer in 0..<4 {
      let own = pipeline.tasks.filter { $0.layer == layer }.sorted { $0.start < $1.start }
      for (first, second) in zip(own, own.dropFirst()) { #expect(first.end <= second.start + 1e-9) }
      for batch in 1..<3 {
        let updated = own.first { $0.work == .update && $0.batch == batch - 1 }?.end ?? .infinity
        #expect(own.filter { $0.work == .forward && $0.batch == batch }.allSatisfy { $0.start >= updated - 1e-9 })
      }
    }
    #expect(pipeline.occupancy > 0.2 && pipeline.occupancy <= 1)
  }

  /// Ten numbers written, then read at once; five more written, and the ten read again after 10 + 5 numbers.
  @Test func reuseByHand() {
    let trace = ReuseTrace()
    trace.write("a", size: 10)
    trace.read("a", size: 10)
    #expect(trace.averageDistance == 0)
    trace.write("b", size: 5)
    trace.read("a", size: 10)
    trace.read("b", size: 5)
    // 0 · 10 + 15 · 10 + 10 · 5 over 25 numbers.
    #expect(trace.averageDistance == 8)
  }

  /// A layer's own account: the pass, then the request that finds its activities again.
  @Test func tracedLayerByHand() {
    let trace = ReuseTrace()
    var layer = TracedLayer(Matrix(rows: 2, columns: 3, repeating: 0.5), name: "w", trace: trace)
    let inputs = Matrix(rows: 1, columns: 2, elements: [1, 2])
    _ = layer.measure(inputs)  // write x 2, read x 2 (0), read w 6 (4), write z 3: clock 13
    #expect(trace.averageDistance == 6 * 4 / 8.0)
    let signals = Matrix(rows: 1, columns: 3, elements: [1, -1, 3])
    layer.request(WeightChange(terms: [.init(inputs: inputs, signals: signals)], rate: 0.1))
    // read x 2 (13 − 2), write s 3, read s 3 (0), read w 6 (21 − 0), write w 6.
    expectClose(trace.averageDistance, (24 + 2 * 11 + 6 * 21.0) / (8 + 2 + 3 + 6), relative: 1e-12)
  }
}
