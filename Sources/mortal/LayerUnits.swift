import ArgumentParser

/// Units of layers as a command line gives them: `500,500`.
enum LayerUnits {
  /// - Throws: `ValidationError` for what is no list of whole numbers of the range.
  static func parse(_ text: String, in range: ClosedRange<Int>) throws -> [Int] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let units = Int(part), range.contains(units) else {
        let allowed = "whole numbers from \(range.lowerBound) to \(range.upperBound) with commas between them"
        throw ValidationError("--hidden: '\(part)' is not one of \(allowed); write for example 500,500")
      }
      return units
    }
  }
}
