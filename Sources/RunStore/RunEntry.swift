internal import Crypto

/// A run as it is entered into a store: its identity, its label and its configuration as text. The store knows no more
/// of what a run is.
package struct RunEntry: Sendable, Equatable, Identifiable {
  /// One field of the configuration.
  package struct Parameter: Sendable, Equatable {
    package var path: String
    package var value: String
    package var isDefault: Bool

    package init(path: String, value: String, isDefault: Bool) {
      self.path = path
      self.value = value
      self.isDefault = isDefault
    }
  }

  /// Something that the run reads from outside its configuration: what it was, by content.
  package struct Input: Sendable, Hashable, Codable {
    /// The field that names it, and its value there: `chip.card`, `mine.yaml`.
    package var field: String
    package var name: String
    /// Of its files.
    package var sha256: String
    /// Bytes of its files.
    package var size: Int

    package init(field: String, name: String, sha256: String, size: Int) {
      self.field = field
      self.name = name
      self.sha256 = sha256
      self.size = size
    }
  }

  package let id: RunID
  /// What sets it apart from the other runs of its experiment.
  package let label: String
  /// In the order of the schema, the same paths for every run.
  package let parameters: [Parameter]
  /// Part of its identity.
  package let inputs: [Input]

  package init(id: RunID, label: String, parameters: [Parameter], inputs: [Input] = []) {
    self.id = id
    self.label = label
    self.parameters = parameters
    self.inputs = inputs
  }
}

/// The identity of a run: SHA-256 of its canonical resolved configuration, which includes the seed, and of the contents of
/// all that it reads from outside.
package struct RunID: Sendable, Hashable, Codable, CustomStringConvertible {
  /// 64 hexadecimal digits.
  package let hex: String

  /// The identity of a configuration, from its canonical text.
  package init(of canonicalText: String) {
    let digest = SHA256.hash(data: Array(canonicalText.utf8))
    let digits = Array("0123456789abcdef")
    hex = String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  /// An identity that was written down before.
  package init(hex: String) { self.hex = hex }

  /// The first digits, enough to tell runs apart.
  package var description: String { String(hex.prefix(12)) }
}
