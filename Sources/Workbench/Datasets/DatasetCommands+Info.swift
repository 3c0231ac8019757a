internal import Datasets
internal import Foundation
internal import Matrices

extension DatasetCommands {
  /// What a set holds: numbers, shape, balance of the classes, statistics of the pixels, checksum.
  ///
  /// - Parameters:
  ///   - data: `digits` or the directory of an IDX set.
  ///   - train: for `digits`, how many training images to describe, and `test` how many test images.
  /// - Throws: `DatasetError`.
  package static func info(_ data: String, seed: UInt64, train: Int, test: Int) throws -> String {
    let parts = try parts(data, seed: seed, train: train, test: test)
    let text = parts.map(describe).joined(separator: "\n")
    guard case .text = DataSource(parsing: data), parts.count == 2, parts[1].count > 0 else { return text }
    let counting = TextBaselines(train: parts[0], test: parts[1])
    func percent(_ error: Double) -> String { String(format: "%.1f %%", 100 * error) }
    return text + """

      counting errs
        most frequent character           \(percent(counting.unigramError))
        most frequent after the last two  \(percent(counting.trigramError))
      """
  }

  private static func describe(_ part: LabelledImages) -> String {
    var sum = 0.0
    var squares = 0.0
    var zeros = 0
    for pixel in part.images.elements {
      sum += Double(pixel)
      squares += Double(pixel) * Double(pixel)
      if pixel == 0 { zeros += 1 }
    }
    let count = Double(part.images.count)
    let mean = sum / count
    let deviation = max(0, squares / count - mean * mean).squareRoot()
    let share = 100 * Double(zeros) / count
    return """
      \(part.name)
        images     \(part.count) of \(part.height) x \(part.width) pixels, \(part.classes) classes
        per class  \(part.classCounts.map(String.init).joined(separator: " "))
        pixels     mean \(String(format: "%.4f", mean)), standard deviation \(String(format: "%.4f", deviation)), \
      \(String(format: "%.1f", share)) % zero
        checksum   sha256:\(part.checksum)
      """
  }
}
