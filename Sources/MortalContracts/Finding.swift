/// Something that a layer or a learner did and its protocol forbids.
///
/// Contract suites return findings instead of failing, so that they can be used under any test framework: a sound
/// subject gives none.
///
///     #expect(BlackBoxContract().findings(of: layer).isEmpty)      // Swift Testing
///     XCTAssertEqual(BlackBoxContract().findings(of: layer), [])   // XCTest
public struct Finding: Sendable, Equatable, CustomStringConvertible {
  /// The rule, in a few words: `outputs have the batch's rows`.
  public let rule: String
  /// What was found, with numbers.
  public let detail: String

  public init(rule: String, detail: String) {
    self.rule = rule
    self.detail = detail
  }

  public var description: String { "\(rule): \(detail)" }
}

/// Findings as they are made.
struct Findings {
  private(set) var all: [Finding] = []

  /// Notes a finding unless `holds`.
  mutating func expect(_ holds: Bool, _ rule: String, _ detail: @autoclosure () -> String) {
    if !holds { all.append(Finding(rule: rule, detail: detail())) }
  }
}
