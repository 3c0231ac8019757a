public import Foundation

/// Downloads the files of a published data set, each checked against its SHA-256.
///
/// A file arrives as `NAME.part` and gets its name only when its length and checksum are right; a wrong one is removed.
/// A transfer that was cut goes on where it ended (HTTP range requests, RFC 9110 section 14), in the same run or in a
/// later one; a server that cannot do so sends the file again from the start. Files that are there and right are left
/// as they are.
public struct DatasetFetch: Sendable {
  /// How far the transfer of one file is.
  public struct Progress: Sendable, Equatable {
    /// The file's name.
    public let file: String
    /// Bytes that are there, those of an earlier run included.
    public let received: Int
    /// Bytes of the whole file.
    public let total: Int
  }

  let dataset: PublishedDataset
  let mirror: URL
  let directory: URL
  let attempts: Int
  let patience: Int

  /// - Parameters:
  ///   - mirror: where the files lie, instead of the set's own address.
  ///   - directory: where to put them; it is made if need be.
  ///   - attempts: how often a file's transfer is begun or continued before giving up, at least 1.
  ///   - patience: seconds that a connection may take, or bring less than 1000 bytes a second, before it counts as
  ///     cut; at least 1.
  /// - Throws: `DatasetError.invalidURL` if the mirror is not an absolute http or https address.
  public init(
    _ dataset: PublishedDataset, mirror: String? = nil, directory: URL, attempts: Int = 4, patience: Int = 30
  ) throws(DatasetError) {
    precondition(attempts > 0 && patience > 0, "\(attempts) attempts of \(patience) s")
    self.dataset = dataset
    self.directory = directory
    self.attempts = attempts
    self.patience = patience
    guard let mirror else {
      self.mirror = dataset.mirror
      return
    }
    guard let url = URL(string: mirror), ["http", "https"].contains(url.scheme?.lowercased()),
      url.host?.isEmpty == false
    else { throw .invalidURL(Self.withoutPassword(mirror)) }
    self.mirror = url
  }

  /// Fetches what is missing.
  ///
  /// - Parameter progress: called as bytes arrive, on another thread but never twice at the same time.
  /// - Throws: `DatasetError.badResponse`, `.interrupted`, `.wrongSize`, `.checksumMismatch` or `.unreadable`.
  public func run(progress: @escaping @Sendable (Progress) -> Void = { _ in }) throws(DatasetError) {
    do { try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true) } catch {
      throw .unreadable(path: directory.path, reason: "the directory cannot be made")
    }
    for file in dataset.files { try fetch(file, progress) }
  }

  private func fetch(
    _ file: PublishedDataset.File, _ progress: @escaping @Sendable (Progress) -> Void
  ) throws(DatasetError) {
    let target = directory.appendingPathComponent(file.name)
    let partial = directory.appendingPathComponent(file.name + ".part")
    let url = mirror.appendingPathComponent(file.name)
    let address = Self.withoutPassword(url.absoluteString)
    if size(target) == file.byteCount, try Checksum.sha256(of: target) == file.sha256 {
      progress(Progress(file: file.name, received: file.byteCount, total: file.byteCount))
      return
    }
    var last = FileTransfer.Outcome.incomplete("nothing was sent")
    for _ in 0..<attempts {
      if size(partial) > file.byteCount { try remove(partial) }
      let resumed = size(partial) > 0
      last =
        size(partial) == file.byteCount
        ? .complete
        : try FileTransfer.run(url, to: partial, byteCount: file.byteCount, patience: patience) { received in
          progress(Progress(file: file.name, received: received, total: file.byteCount))
        }
      if size(partial) == 0 { try remove(partial) }
      switch last {
      case .incomplete: continue
      case .rangeRefused: try remove(partial)
      case .refused(let status): throw .badResponse(url: address, status: status)
      case .otherLength(let found):
        try remove(partial)
        throw .wrongSize(url: address, expected: file.byteCount, found: found)
      case .complete:
        let found = try Checksum.sha256(of: partial)
        if found == file.sha256 { return try move(partial, to: target) }
        try remove(partial)
        // The first piece may have come from elsewhere: once more, from the start.
        if !resumed {
          throw .checksumMismatch(url: address, expected: file.sha256, found: found)
        }
      }
    }
    throw .interrupted(
      url: address, received: size(partial), expected: file.byteCount, partial: partial.path,
      reason: last.reason)
  }

  /// An address as messages show it: without the user name and password that may stand in it.
  static func withoutPassword(_ address: String) -> String {
    guard let scheme = address.range(of: "://") else { return address }
    let host = address[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = host.lastIndex(of: "@") else { return address }
    return address[..<scheme.upperBound] + "***@" + address[address.index(after: at)...]
  }

  private func size(_ file: URL) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  private func remove(_ file: URL) throws(DatasetError) {
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    do { try FileManager.default.removeItem(at: file) } catch {
      throw .unreadable(path: file.path, reason: "cannot be removed")
    }
  }

  private func move(_ file: URL, to target: URL) throws(DatasetError) {
    try remove(target)
    do { try FileManager.default.moveItem(at: file, to: target) } catch {
      throw .unreadable(path: target.path, reason: "cannot be written")
    }
  }
}
