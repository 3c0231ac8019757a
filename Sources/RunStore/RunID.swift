internal import Crypto

/// The identity of a run: SHA-256 of its canonical resolved configuration, which includes the seed.
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
