/// The element types that can be read, by NumPy's names.
public enum NPYKind: String, Sendable, CaseIterable {
  case boolean = "b1"
  case int8 = "i1"
  case uint8 = "u1"
  case int16 = "i2"
  case uint16 = "u2"
  case int32 = "i4"
  case uint32 = "u4"
  case int64 = "i8"
  case uint64 = "u8"
  case float16 = "f2"
  case float32 = "f4"
  case float64 = "f8"

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .boolean, .int8, .uint8: 1
    case .int16, .uint16, .float16: 2
    case .int32, .uint32, .float32: 4
    case .int64, .uint64, .float64: 8
    }
  }
}

/// An element type and its byte order, as the `descr` field of a header names them: `<f4`, `>i8`, `|b1`.
struct NPYElementType: Equatable {
  var kind: NPYKind
  var isBigEndian = false

  init(kind: NPYKind) { self.kind = kind }

  /// Reads a `descr` text; nil where it names a type that is not read here.
  init?(descr: String) {
    guard let order = descr.first, let kind = NPYKind(rawValue: String(descr.dropFirst())) else { return nil }
    switch order {
    case "<": isBigEndian = false
    case ">": isBigEndian = true
    case "|" where kind.byteCount == 1: isBigEndian = false
    default: return nil
    }
    self.kind = kind
  }

  var description: String { (kind.byteCount == 1 ? "|" : isBigEndian ? ">" : "<") + kind.rawValue }
}
