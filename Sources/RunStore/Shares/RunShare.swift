internal import Foundation

/// One worker's part of an experiment, where workers know nothing of each other: share 3 of 16.
///
/// Runs are dealt out by rank of their identity, so that a share depends on which runs there are, and neither on their
/// order in the file nor on what is done already; shares differ by one run at most.
package struct RunShare: Sendable, Hashable, CustomStringConvertible {
  /// 1…``count``.
  package let number: Int
  package let count: Int

  /// - Throws: ``StoreError/badShare(text:)`` unless 1 ≤ number ≤ count ≤ 100,000.
  package init(_ number: Int, of count: Int) throws(StoreError) {
    guard Self.isShare(number, count) else { throw .badShare(text: "\(number)/\(count)") }
    self.number = number
    self.count = count
  }

  /// Reads `3/16`.
  /// - Throws: ``StoreError/badShare(text:)``.
  package init(parsing text: String) throws(StoreError) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], Self.isShare(number, count) else {
      throw .badShare(text: text)
    }
    self.number = number
    self.count = count
  }

  private static func isShare(_ number: Int, _ count: Int) -> Bool {
    (1...mostShares).contains(count) && (1...count).contains(number)
  }

  /// More files than this in one folder are beyond what network file systems like.
  static let mostShares = 100_000

  /// `3/16`.
  package var description: String { "\(number)/\(count)" }

  /// Positions of this share's runs among all, ascending.
  package func positions(of runs: [RunID]) -> [Int] {
    runs.indices.sorted { runs[$0].hex < runs[$1].hex }.enumerated()
      .filter { $0.offset % count == number - 1 }.map(\.element).sorted()
  }

  /// The share that each run belongs to, 1…`count`.
  package static func numbers(of runs: [RunID], count: Int) -> [Int] {
    var numbers = [Int](repeating: 0, count: runs.count)
    for (rank, position) in runs.indices.sorted(by: { runs[$0].hex < runs[$1].hex }).enumerated() {
      numbers[position] = rank % count + 1
    }
    return numbers
  }

  /// Name of the folder of its store; names sort as numbers do.
  package var folderName: String {
    let digits = "\(count)".count
    let text = "\(number)"
    return String(repeating: "0", count: digits - text.count) + text + "-of-\(count)"
  }

  /// The share whose folder has that name; nil for other folders.
  package init?(folderName: String) {
    let parts = folderName.components(separatedBy: "-of-").map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1], Self.isShare(number, count) else { return nil }
    self.number = number
    self.count = count
    guard self.folderName == folderName else { return nil }
  }
}
