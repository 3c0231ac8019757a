internal import Matrices
internal import Randomness

extension ForwardForward {
  /// Every layer's goodness on examples with their labels and with negatives of the chosen kind, as now trained.
  public mutating func goodnessSamples(_ data: Examples) -> [GoodnessSample] {
    var samples = stack.indices.map {
      GoodnessSample(layer: $0, threshold: stack[$0].threshold, positive: [], negative: [])
    }
    for first in stride(from: 0, to: data.count, by: Self.inferenceRows) {
      let rows = first..<min(first + Self.inferenceRows, data.count)
      // Epoch 0 names draws of its own, which training never uses.
      let batch = Batch(images: data.images.rows(rows), labels: Array(data.labels[rows]), first: first, epoch: 0)
      let positive =
        settings.negatives.usesLabels
        ? input(batch.images, labels: batch.labels) : neutralInput(batch.images)
      let logits = settings.negatives.need == .logits ? onePassLogits(batch.images) : nil
      let partners =
        settings.negatives.need == .partners
        ? data.images.rows(at: rows.map { ($0 + 1) % data.count }) : nil
      let negative = negativeInput(batch, logits: logits, partners: partners)
      passes.inference += 2 * rows.count
      for (layer, values) in goodnessPerLayer(positive).enumerated() { samples[layer].positive += values }
      for (layer, values) in goodnessPerLayer(negative).enumerated() { samples[layer].negative += values }
    }
    return samples
  }
}
