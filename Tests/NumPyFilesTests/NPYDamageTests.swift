import Foundation
import NumPyFiles
import Testing

/// Damaged and hostile files: an error each, never a crash, a hang or a large allocation.
@Suite struct NPYDamageTests {
  /// A file of version 1.0 with the given header text and data.
  private func file(_ header: String, data: Int = 0, version: UInt8 = 1) -> [UInt8] {
    var bytes: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, version, 0]
    let length = header.utf8.count
    bytes += [UInt8(length & 255), UInt8(length >> 8 & 255)] + (version > 1 ? [0, 0] : [])
    return bytes + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  private func failure(_ bytes: [UInt8]) -> NPYError? {
    do throws(NPYError) {
      _ = try NPY.decode(bytes, named: "w.npy")
      return nil
    } catch {
      return error
    }
  }

  @Test func headerVariantsThatPythonWouldAccept() {
    for header in [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
      "{\"shape\": (2, 3,), \"descr\": \"<f4\", \"fortran_order\": True}",
      "{'shape':(2L,3L),'descr':'<f4','fortran_order':False}",
    ] {
      #expect(failure(file(header, data: 24)) == nil, "\(header)")
    }
  }

  @Test func foreignFiles() {
    #expect(failure([]) == .notNPY(path: "w.npy", found: "nothing (0 bytes)"))
    #expect(failure(Array("a,b,c\n1,2,3\n".utf8)) == .notNPY(path: "w.npy", found: "'a,b,c\\xa' (12 bytes)"))
    let good = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"
    #expect(failure(file(good, data: 4, version: 4)) == .unsupportedVersion(path: "w.npy", major: 4, minor: 0))
  }

  @Test(arguments: [
    "", "{", "{}", "{'descr'", "{'descr': '<f4'}", "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': Maybe, 'shape': (1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1.5,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': [1], }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} {",
    "{'descr': '<f4, 'fortran_order': False, 'shape': (1,)}",
    "__import__('os')",
  ])
  func malformedHeaders(header: String) {
    guard case .malformedHeader? = failure(file(header, data: 4)) else {
      Issue.record("\(header): \(String(describing: failure(file(header, data: 4))))")
      return
    }
  }

  @Test func impossibleShapes() {
    func shaped(_ shape: String, data: Int = 4) -> NPYError? {
      failure(file("{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }", data: data))
    }
    for shape in ["(-1,)", "(2, -3)", "(99999999999999999999,)", "(4611686018427387904,)", "(4294967296, 4294967296)"] {
      guard case .badShape? = shaped(shape) else {
        Issue.record("\(shape): \(String(describing: shaped(shape)))")
        continue
      }
    }
    // A petabyte announced in a file of four bytes is refused before anything is allocated.
    #expect(
      shaped("(1000000000000, 1000)")
        == .truncated(
          path: "w.npy", shape: [1_000_000_000_000, 1000], type: "<f4", expectedBytes: 4_000_000_000_000_000,
          foundBytes: 4))
    #expect(
      shaped("(2, 2)", data: 15)
        == .truncated(path: "w.npy", shape: [2, 2], type: "<f4", expectedBytes: 16, foundBytes: 15))
    #expect(
      shaped("(2, 2)", data: 17)
        == .extraBytes(path: "w.npy", shape: [2, 2], type: "<f4", expectedBytes: 16, foundBytes: 17))
    #expect(shaped("(0, 4611686018427387904, 8)", data: 0) != nil)
    guard case .malformedHeader? = shaped("(" + String(repeating: "1, ", count: 65) + ")") else {
      Issue.record("65 axes were accepted")
      return
    }
  }

  /// Random damage to real headers: whatever is still accepted must fit the file.
  @Test func twentyThousandMutatedFiles() throws {
    var state: UInt64 = 2026
    func random(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let names = ["float-f4-le-c", "float-f8-be-f", "rank3-f", "version2", "version3", "structured", "rank0"]
    let originals = try names.map {
      [UInt8](try Data(contentsOf: URL(fileURLWithPath: reference($0))))
    }
    let tokens = ["(", ")", ",", "'", "{", "}", "-", "9", "999999999999", "True", "[", "<", "\0", "\u{7F}", ":", "L"]
    var (accepted, refused) = (0, 0)
    for _ in 0..<20_000 {
      var bytes = originals[random(below: originals.count)]
      for _ in 0...random(below: 4) {
        let place = random(below: min(bytes.count, 140))
        switch random(below: 6) {
        case 0: bytes[place] = UInt8(random(below: 256))
        case 1: bytes[place] ^= 1 << UInt8(random(below: 8))
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random(below: 8)))
        case 3: bytes.insert(contentsOf: Array(tokens[random(below: tokens.count)].utf8), at: place)
        case 4: bytes.removeLast(random(below: bytes.count))
        default: bytes[place] = UInt8(ascii: "0") + UInt8(random(below: 10))
        }
        if bytes.isEmpty { bytes = [0x93] }
      }
      do throws(NPYError) {
        let array = try NPY.decode(bytes, named: "fuzz.npy")
        accepted += 1
        #expect(array.count == array.shape.reduce(1, *))
        #expect(array.count * array.kind.byteCount < bytes.count)
      } catch {
        refused += 1
        #expect(error.description.hasPrefix("fuzz.npy: "))
      }
    }
    #expect(refused > 10_000 && accepted > 100, "\(refused) refused, \(accepted) accepted")
  }
}
