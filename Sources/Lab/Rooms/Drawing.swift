internal import Foundation
internal import Learning
internal import Matrices

/// What a trained net says of a drawing.
enum Drawing {
  struct Answer: Encodable, Sendable {
    /// Goodness with each of the ten labels, summed over the layers that are asked; nil for a net without labels.
    let goodness: [Float]?
    /// Probability of each class in one pass, by the readout.
    let readout: [Float]
  }

  static func answer(_ given: Parameters, job: LabJob) throws(RequestFault) -> Answer {
    var given = given
    let pixels = try given.numbers("pixels", count: 784...784, in: 0...1, or: [])
    try given.finish()
    guard pixels.count == 784 else { throw RequestFault(400, "pixels: 784 numbers, 0...1, are needed.") }
    guard var net = job.net else {
      throw RequestFault(404, "This run has no net that can be asked, or it is forgotten; train it again.")
    }
    let image = Matrix(rows: 1, columns: 784, elements: pixels.map { Float($0) })
    let logits = net.onePassLogits(image).elements
    let largest = logits.max() ?? 0
    let parts = logits.map { Float(exp(Double($0 - largest))) }
    let sum = parts.reduce(0, +)
    return Answer(
      goodness: net.ratesLabels ? net.goodnessByLabel(image).elements : nil, readout: parts.map { $0 / sum })
  }
}
