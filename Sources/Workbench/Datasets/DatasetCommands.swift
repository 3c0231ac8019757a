internal import Datasets
internal import Foundation
internal import Matrices
internal import OutputFiles

/// What `mortal dataset …` does, without its command line.
package enum DatasetCommands {
  /// The names that ``fetch(name:mirror:output:)`` knows.
  package static var publishedNames: [String] { PublishedDataset.known.map(\.name) }

  /// Downloads a published set into a directory, checked and resumable, with progress on stderr.
  ///
  /// - Parameters:
  ///   - name: one of ``publishedNames``.
  ///   - mirror: the address below which the files lie, instead of the set's own.
  ///   - output: the directory, made if need be; nil takes the one in which `data.source` looks for the set.
  /// - Returns: what is there now, for the user.
  /// - Throws: `DatasetError`.
  package static func fetch(name: String, mirror: String?, output: String?) throws -> String {
    let dataset = try PublishedDataset.named(name)
    let output = output ?? dataset.keptDirectory
    let fetch = try DatasetFetch(dataset, mirror: mirror, directory: URL(fileURLWithPath: output))
    let display = DownloadDisplay()
    defer { display.finish() }
    try fetch.run { display.show(file: $0.file, received: $0.received, total: $0.total) }
    return "\(output): \(dataset.files.count) files of \(name), SHA-256 as published"
  }

  /// Writes the built-in digits as IDX files, for other programs.
  ///
  /// - Returns: what was written, for the user.
  /// - Throws: `DatasetError` on counts below 1 or a directory that cannot be written.
  package static func export(seed: UInt64, train: Int, test: Int, output: String) throws -> String {
    try require("--train", train, in: 1...10_000_000)
    try require("--test", test, in: 1...10_000_000)
    try OutputFolder.prepare(output)
    try requireMemory(train, test)
    let digits = Digits(seed: seed)
    let set = ImageDataset(
      train: digits.samples(.train, count: train), test: digits.samples(.test, count: test))
    try LabelledImages.write(set, directory: URL(fileURLWithPath: output))
    return "\(output): \(train) training and \(test) test images of digits seed \(seed), as IDX files"
  }

  /// The parts of a source as they stand for `info` and `show`: of `digits` the given numbers, of a directory all.
  static func parts(_ data: String, seed: UInt64, train: Int, test: Int) throws -> [LabelledImages] {
    switch DataSource(parsing: data) {
    case .digits:
      try require("--train", train, in: 1...10_000_000)
      try require("--test", test, in: 1...10_000_000)
      try requireMemory(train, test)
      return [Digits(seed: seed).samples(.train, count: train), Digits(seed: seed).samples(.test, count: test)]
    case .directory(let path):
      let set = try LabelledImages.load(directory: URL(fileURLWithPath: path))
      return [set.train, set.test]
    case .text(let path):
      // Nine tenths to learn from, and what is left to test with.
      let text = try TextWindows(contentsOf: URL(fileURLWithPath: path))
      let test = text.count / 10
      let split = try text.split(train: max(0, text.count - test - 2 * TextWindows.width), validation: 0, test: test)
      return [split.train, split.test]
    }
  }

  /// Images as they are drawn, and as bytes.
  private static func requireMemory(_ train: Int, _ test: Int) throws(MemoryShortage) {
    let pixels = Double(Digits.side * Digits.side)
    try MachineMemory.require(6 * pixels * (Double(train) + Double(test)), for: "digits, \(train) + \(test) images")
  }

  static func require(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(DatasetError) {
    guard range.contains(value) else {
      throw .invalidCount(name: name, value: value, allowed: "within \(range.lowerBound)...\(range.upperBound)")
    }
  }
}
