package import Learning

/// How the network is trained: the name of a learner of ``LearnerTable``.
package struct LearnerName: RawRepresentable, Sendable, Hashable, CaseIterable, Codable {
  package let rawValue: String

  /// The learner of that name; nil where the table has none.
  package init?(rawValue: String) {
    guard LearnerTable[rawValue] != nil else { return nil }
    self.rawValue = rawValue
  }

  private init(_ description: LearnerDescription) { rawValue = description.name }

  /// A learner that this program itself speaks of.
  private init(known name: String) {
    precondition(LearnerTable[name] != nil, "\(name) is not in the table of learners")
    rawValue = name
  }

  package static let allCases = LearnerTable.all.map { LearnerName($0) }

  package static let ffDigital = LearnerName(known: "ff-digital")
  package static let ffInSitu = LearnerName(known: "ff-in-situ")
  package static let ffOffline = LearnerName(known: "ff-offline")
  package static let bpDigital = LearnerName(known: "bp-digital")
  package static let bpExact = LearnerName(known: "bp-exact")
  package static let bpNominal = LearnerName(known: "bp-nominal")
  package static let bpOffline = LearnerName(known: "bp-offline")
  package static let bpHardwareAware = LearnerName(known: "bp-hardware-aware")
  package static let readoutOnly = LearnerName(known: "readout-only")

  /// Its entry in the table.
  package var description: LearnerDescription {
    guard let description = LearnerTable[rawValue] else { preconditionFailure("\(rawValue) is not in the table") }
    return description
  }

  /// What it had to know of the chip.
  package var knowledge: String { description.knowledge }
  /// How it is trained, in one sentence.
  package var meaning: String { description.meaning }
}
