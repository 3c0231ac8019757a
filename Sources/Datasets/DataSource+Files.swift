public import Foundation

extension DataSource {
  /// The files that the source is read from, in a fixed order; none for `digits`.
  ///
  /// - Throws: `DatasetError` where a file is missing.
  public func files() throws(DatasetError) -> [URL] {
    switch self {
    case .digits: return []
    case .text(let path):
      let file = URL(fileURLWithPath: path)
      guard FileManager.default.fileExists(atPath: path) else {
        throw .unreadable(path: path, reason: "no such file")
      }
      return [file]
    case .directory(let path):
      try PublishedDataset.requireKept(path)
      return try Self.files(in: URL(fileURLWithPath: path))
    }
  }

  private static func files(in directory: URL) throws(DatasetError) -> [URL] {
    func present(_ names: [String]) -> [URL] {
      names.map { directory.appendingPathComponent($0) }.filter { FileManager.default.fileExists(atPath: $0.path) }
    }
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: directory.path, isDirectory: &isDirectory) else {
      throw .unreadable(path: directory.path, reason: "no such directory")
    }
    guard isDirectory.boolValue else { throw .unreadable(path: directory.path, reason: "is not a directory") }
    let names = present(["classes.txt"])
    if CIFAR.isPresent(in: directory) {
      return present((1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]) + names
    }
    if FeatureTable.isThere(directory) {
      let parts = ["train", "test"]
      return present(parts.map { $0 + ".csv" } + parts.flatMap { [$0 + "-features.npy", $0 + "-labels.npy"] }) + names
    }
    return try LabelledImages.files(in: directory) + names
  }
}
