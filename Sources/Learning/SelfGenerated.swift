public import Matrices
internal import Randomness
internal import VectorMath

extension Negatives {
  /// What the net itself goes on with, symbol by symbol, where images are windows of a text (the draft of Hinton 2022 on
  /// Aesop's fables): after as many symbols as a window has, nothing of the real text is left in it, and the symbol that
  /// follows is its label. The other way, real windows with a symbol that the net predicts, is ``hardLabel``.
  public static let selfGenerated = Negatives(
    "selfGenerated", "Windows of text that the net wrote itself; only for text, whose symbols are its classes.",
    usesLabels: true, need: .generated
  ) { request in
    guard let (images, labels) = request.generated else { preconditionFailure("nothing was generated") }
    return .labelled(images, labels)
  }
}

extension ForwardForward {
  /// Goes on from each image, a window with a row for each of its symbols: a symbol drawn from the readout's
  /// probabilities with the neutral label is put behind the window, and its first one falls out.
  ///
  /// - Parameters:
  ///   - first: place of the first window in the epoch's order, which names the draws.
  ///   - epoch: counted from 1.
  /// - Returns: windows in which every symbol is the net's own, and for each the symbol that it would say next.
  public mutating func goOn(from windows: Matrix, first: Int = 0, epoch: Int) -> (images: Matrix, labels: [Int]) {
    guard let shape = imageShape, shape.width == classes, shape.pixels == windows.columns else {
      preconditionFailure("windows of text have a row for each symbol and a column for each class")
    }
    let draws = key.child("generated", epoch)
    var images = windows
    for step in 0..<shape.height {
      let symbols = nextSymbols(images, draws, step, first)
      let width = shape.width
      images.forEachRow { index, row in
        for place in 0..<(shape.height - 1) * width { row[place] = row[place + width] }
        for place in 0..<width { row[(shape.height - 1) * width + place] = place == symbols[index] ? 1 : 0 }
      }
    }
    return (images, nextSymbols(images, draws, shape.height, first))
  }

  private mutating func nextSymbols(_ windows: Matrix, _ draws: StreamKey, _ step: Int, _ first: Int) -> [Int] {
    passes.forward += windows.rows
    let logits = readout.logits(features(neutralInput(windows)))
    let uniforms = draws.child("symbol", step).uniforms(windows.rows, from: first)
    return (0..<windows.rows).map { Self.draw(logits.row($0), uniforms[$0]) }
  }

  /// A place drawn with probability in proportion to e^logit.
  private static func draw(_ logits: [Float], _ uniform: Float) -> Int {
    let largest = logits.max() ?? 0
    let weights = logits.map { exponential($0 - largest) }
    var left = uniform * weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      left -= weight
      if left < 0 { return place }
    }
    return weights.count - 1
  }
}
