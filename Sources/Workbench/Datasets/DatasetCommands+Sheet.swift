internal import Datasets
internal import Foundation
internal import OutputFiles

extension DatasetCommands {
  /// Writes a contact sheet: the first images of every class, a row for each, as a PNG file.
  ///
  /// - Parameters:
  ///   - data: `digits` or the directory of an IDX set.
  ///   - test: whether test images are shown instead of training images.
  ///   - columns: images of each class, 1…200.
  ///   - magnification: pixels of the page for one of the image, 1…16.
  ///   - output: the file.
  /// - Returns: what was written, for the user.
  /// - Throws: `DatasetError`.
  package static func show(
    _ data: String, seed: UInt64, test: Bool, columns: Int, magnification: Int, output: String
  ) throws -> String {
    let file = try OutputFile.ready(output, endings: ["png"])
    try require("--columns", columns, in: 1...200)
    try require("--magnification", magnification, in: 1...16)
    // Of digits, enough samples that each of ten classes has its columns.
    let count = 20 * columns + 400
    let part = try parts(data, seed: seed, train: count, test: count)[test ? 1 : 0]
    let sheet = ContactSheet(part, columns: columns, magnification: magnification)
    try file.write(Data(sheet.png))
    return "\(output): \(columns) images of each class of \(part.name), \(sheet.width) x \(sheet.height) pixels"
  }
}
