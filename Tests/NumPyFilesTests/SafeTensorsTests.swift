import Foundation
import NumPyFiles
import TestSupport
import Testing

/// The bytes of a file of Reference.
func referenceData(_ name: String) throws -> Data {
  try Data(contentsOf: #require(Bundle.module.url(forResource: "Reference/" + name, withExtension: nil)))
}

/// The arrays of Reference/make_archives.py.
let referenceTensors = [
  Tensor(name: "weights", shape: [2, 3], values: .float32([0, 1, -2, 3.5, 1e-3, -7.25])),
  Tensor(name: "wide", shape: [3], values: .float64([0.1, 1e300, -Double.pi])),
  Tensor(name: "labels", shape: [3], values: .int32([-1, 0, .max])),
  Tensor(name: "steps", shape: [2], values: .int64([1 << 40, -5])),
  Tensor(name: "pixels", shape: [2, 3], values: .uint8([0, 1, 2, 3, 4, 5])),
  Tensor(name: "number", shape: [], values: .float32([2.5])),
  Tensor(name: "none", shape: [0, 4], values: .float32([])),
]

@Suite struct SafeTensorsTests {
  /// Our files are those of the reference implementation, byte for byte, and are read back as they were.
  @Test func sameBytesAsTheReferenceImplementation() throws {
    let data = try referenceData("arrays.safetensors")
    #expect(SafeTensors(tensors: referenceTensors).encoded() == data)
    let read = try SafeTensors(data, named: "a")
    #expect(read.metadata.isEmpty && read.tensors.count == referenceTensors.count)
    for tensor in referenceTensors { #expect(read[tensor.name] == tensor) }
    // A slice of a larger buffer is read like a whole one.
    #expect(try SafeTensors((Data([1, 2, 3]) + data).dropFirst(3), named: "a") == read)
  }

  @Test func metadataAreTexts() throws {
    let data = try referenceData("metadata.safetensors")
    let read = try SafeTensors(data, named: "a")
    #expect(read.metadata == ["note": "μ = \"0,1\" \\ \n"])
    #expect(read.tensors.map(\.name) == ["a", "b"])
    #expect(read.encoded() == data)
  }

  /// NaN with its payload, infinities and signed zeros keep every bit.
  @Test func everyBitIsKept() throws {
    let floats = [Float(bitPattern: 0x7FC0_1234), .infinity, -.infinity, -0.0, .leastNonzeroMagnitude]
    let doubles = [Double(bitPattern: 0xFFF8_0000_0000_4321), -.infinity, -0.0]
    let file = SafeTensors(tensors: [
      Tensor(name: "f", shape: [5], values: .float32(floats)), Tensor(name: "d", shape: [3], values: .float64(doubles)),
    ])
    let read = try SafeTensors(file.encoded(), named: "a")
    guard case .float32(let f)? = read["f"]?.values, case .float64(let d)? = read["d"]?.values else {
      Issue.record("other types")
      return
    }
    #expect(f.map(\.bitPattern) == floats.map(\.bitPattern) && d.map(\.bitPattern) == doubles.map(\.bitPattern))
  }

  @Test func typesThatAreNotReadAreNamed() throws {
    #expect(throws: NPYError.unsupportedTensor(path: "h", tensor: "half", type: "F16")) {
      try SafeTensors(referenceData("half.safetensors"), named: "h")
    }
  }

  private func file(_ header: String, data: Int = 0, length: Int? = nil) -> Data {
    var bytes = Data()
    withUnsafeBytes(of: UInt64(length ?? header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
    return bytes + Data(header.utf8) + Data(count: data)
  }

  private func entry(_ shape: String, _ offsets: String, type: String = "F32") -> String {
    "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
  }

  /// Damaged and hostile files: an error each, never a crash or a large allocation.
  @Test func damage() throws {
    let good = "{\"a\":\(entry("[2]", "[0,8]"))}"
    #expect(try SafeTensors(file(good, data: 8), named: "a").tensors.count == 1)
    let bad: [(Data, String)] = [
      (Data(), "0 bytes"), (Data(count: 7), "7 bytes"), (file(good, data: 8, length: 1 << 40), "is announced"),
      (file("[]"), "no JSON object"), (file("{"), "not JSON"), (file("{} x"), "more than one value"),
      (file("{\"__metadata__\":{\"a\":1}}"), "no text"), (file("{\"__metadata__\":[]}"), "no JSON object"),
      (file("{\"a\":{}}"), "no dtype"), (file("{\"a\":7}"), "no dtype"),
      (file("{\"a\":\(entry("[-2]", "[0,8]"))}", data: 8), "no shape"),
      (file("{\"a\":\(entry("[2.5]", "[0,8]"))}", data: 8), "no shape"),
      (file("{\"a\":\(entry("[2]", "[8,0]"))}", data: 8), "data_offsets"),
      (file("{\"a\":\(entry("[3]", "[0,8]"))}", data: 8), "needs 12 bytes"),
      (file("{\"a\":\(entry("[4611686018427387904,4]", "[0,8]"))}", data: 8), "can count"),
      (file(good, data: 7), "are 7 bytes"), (file(good, data: 9), "are 9 bytes"),
      (file("{\"a\":\(entry("[2]", "[4,12]"))}", data: 12), "where 0 is due"),
      (file("{\"a\":\(entry("[2]", "[0,8]")),\"b\":\(entry("[2]", "[4,12]"))}", data: 12), "where 8 is due"),
      (file("{\"a\":\(entry("[2]", "[0,8]")),\"a\":\(entry("[2]", "[8,16]"))}", data: 16), "twice"),
    ]
    for (data, words) in bad {
      #expect {
        try SafeTensors(data, named: "a.safetensors")
      } throws: {
        "\($0)".contains(words) && "\($0)".hasPrefix("a.safetensors: ")
      }
    }
    // Every way of cutting a sound file off, and every changed byte of its header, ends in an error or in a sound file.
    let sound = try referenceData("metadata.safetensors")
    for length in 0..<sound.count {
      #expect(throws: NPYError.self) { try SafeTensors(sound.prefix(length), named: "a") }
    }
    for place in 0..<168 {
      var changed = sound
      changed[place] ^= 0x15
      _ = try? SafeTensors(changed, named: "a")
    }
  }

  @Test(
    .enabled(
      if: Python(with: "numpy", "safetensors") != nil, "needs Python with numpy and safetensors: make test-tools"))
  func pythonOpensOurs() throws {
    let python = try #require(Python(with: "numpy", "safetensors"))
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try SafeTensors(tensors: referenceTensors, metadata: ["a": "ü\n", "b": "\u{1}"]).write(to: path)
    let printed = try python.run(
      """
      import sys
      from safetensors import safe_open
      with safe_open(sys.argv[1], framework="np") as f:
        print(f.metadata() == {"a": "ü\\n", "b": "\\x01"})
        for name in sorted(f.keys()):
          a = f.get_tensor(name)
          print(name, a.dtype, a.shape, a.ravel().tolist())
      """, path)
    #expect(
      printed == """
        True
        labels int32 (3,) [-1, 0, 2147483647]
        none float32 (0, 4) []
        number float32 () [2.5]
        pixels uint8 (2, 3) [0, 1, 2, 3, 4, 5]
        steps int64 (2,) [1099511627776, -5]
        weights float32 (2, 3) [0.0, 1.0, -2.0, 3.5, 0.0010000000474974513, -7.25]
        wide float64 (3,) [0.1, 1e+300, -3.141592653589793]

        """)
  }
}
