internal import Crypto
public import Foundation

/// SHA-256 (FIPS 180-4) of files, in hexadecimal.
public enum Checksum {
  /// The checksum of a file, read in pieces.
  /// - Throws: `DatasetError.unreadable`.
  public static func sha256(of file: URL) throws(DatasetError) -> String {
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      var hash = SHA256()
      while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
      return hexadecimal(hash.finalize())
    } catch {
      throw .unreadable(path: file.path, reason: "cannot be read as a file")
    }
  }

  /// Bytes as two lower-case digits each.
  static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
