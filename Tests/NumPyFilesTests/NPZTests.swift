import Foundation
import Matrices
import NumPyFiles
import TestSupport
import Testing

@Suite struct NPZTests {
  private static let entries = [
    NPZ.Entry("weights", shape: [2, 3], .floats([0, 1, -2, 3.5, 1e-3, -7.25])),
    NPZ.Entry("wide", shape: [3], .doubles([0.1, 1e300, -Double.pi])),
    NPZ.Entry("zeros", shape: [200, 100], .doubles([Double](repeating: 0, count: 20_000))),
    NPZ.Entry("none", shape: [0, 4], .floats([])),
  ]

  @Test(arguments: ["stored", "deflated"]) func archivesOfNumPyAreRead(name: String) throws {
    let arrays = try NPZ.decode(referenceData("\(name).npz"), named: name)
    #expect(
      arrays.map(\.name)
        == ["weights", "wide", "labels", "steps", "pixels", "number", "none"] + (name == "deflated" ? ["zeros"] : []))
    for (name, array) in arrays where name != "zeros" {
      let expected = try #require(referenceTensors.first { $0.name == name })
      #expect(array.shape == expected.shape)
      switch expected.values {
      case .float32(let values): #expect(array.doubles == values.map(Double.init))
      case .float64(let values): #expect(array.doubles == values)
      case .int32(let values): #expect(array.doubles == values.map(Double.init))
      case .int64(let values): #expect(array.doubles == values.map(Double.init))
      case .uint8(let values): #expect(array.doubles == values.map(Double.init))
      }
    }
    if name == "deflated" { #expect(arrays.last?.array.doubles == [Double](repeating: 0, count: 20_000)) }
  }

  @Test(arguments: [false, true]) func whatIsWrittenIsReadBack(deflated: Bool) throws {
    let data = NPZ.encoded(Self.entries, deflated: deflated)
    #expect(deflated == (data.count < 20_000))
    let arrays = try NPZ.decode(data, named: "a.npz")
    #expect(arrays.map(\.name) == ["weights", "wide", "zeros", "none"])
    #expect(arrays[0].array.values == .floats([0, 1, -2, 3.5, 1e-3, -7.25]))
    #expect(arrays[1].array.values == .doubles([0.1, 1e300, -Double.pi]))
    #expect(arrays[2].array.shape == [200, 100] && arrays[3].array.shape == [0, 4])
    #expect(NPZ.encoded(Self.entries, deflated: deflated) == data)
    #expect(try NPZ.decode(NPZ.encoded([]), named: "a.npz").isEmpty)
  }

  /// Cut off anywhere or with any byte changed, an archive is an error or, where the byte says nothing, what it was.
  @Test func damage() throws {
    for sound in [try referenceData("deflated.npz"), NPZ.encoded(Array(Self.entries.prefix(2)))] {
      let arrays = try NPZ.decode(sound, named: "a").map(\.array.doubles)
      for length in stride(from: 0, to: sound.count, by: 7) {
        #expect(throws: NPYError.self) { try NPZ.decode(sound.prefix(length), named: "a") }
      }
      for place in 0..<sound.count {
        var changed = sound
        changed[place] ^= 0x21
        guard let found = try? NPZ.decode(changed, named: "a") else { continue }
        #expect(found.map(\.array.doubles) == arrays, "byte \(place)")
      }
    }
    #expect(throws: NPYError.notArchive(path: "a", reason: "no directory of a ZIP archive at its end")) {
      try NPZ.decode(Data("this is no archive at all, only a text".utf8), named: "a")
    }
  }

  /// An entry that promises more than deflate can hold is refused before memory is taken.
  @Test func bombsAreRefused() throws {
    var data = try referenceData("deflated.npz")
    let directory = try #require(data.range(of: Data([0x50, 0x4B, 1, 2])))
    // The uncompressed size of the first member: 4 GB less two bytes.
    data.replaceSubrange(directory.lowerBound + 24..<directory.lowerBound + 28, with: [0xFD, 0xFF, 0xFF, 0xFF])
    #expect {
      try NPZ.decode(data, named: "a")
    } throws: {
      "\($0)".contains("4294967293 bytes cannot come out of")
    }
  }

  @Test func arraysAreNamedBehindAColon() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (npz, tensors, npy) = (folder.path + "/a.npz", folder.path + "/a.safetensors", folder.path + "/a.npy")
    try NPZ.write(Self.entries, to: npz)
    try SafeTensors(tensors: [referenceTensors[0]]).write(to: tensors)
    try NPY.write([1, 2], shape: [1, 2], to: npy)
    #expect(try ArrayFile(npz + ":weights").matrix().elements == [0, 1, -2, 3.5, 1e-3, -7.25])
    #expect(try ArrayFile(tensors).matrix() == ArrayFile(tensors + ":weights").matrix())
    #expect(try ArrayFile(npy).matrix().elements == [1, 2])
    #expect(
      throws: NPYError.noSuchArray(path: npz, name: "bias", available: ["none", "weights", "wide", "zeros"])
    ) { try ArrayFile(npz + ":bias").read() }
    #expect(throws: NPYError.noSuchArray(path: npz, name: nil, available: ["none", "weights", "wide", "zeros"])) {
      try ArrayFile(npz).read()
    }
    #expect(throws: NPYError.missing(path: folder.path + "/b.npz")) { try ArrayFile(folder.path + "/b.npz:x").read() }
  }

  @Test(.enabled(if: Python(with: "numpy") != nil, "needs Python with numpy: make test-tools"))
  func numPyOpensOurs() throws {
    let python = try #require(Python(with: "numpy"))
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).npz").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for deflated in [false, true] {
      try NPZ.write(Self.entries, deflated: deflated, to: path)
      let printed = try python.run(
        """
        import sys, zipfile, numpy
        print(zipfile.ZipFile(sys.argv[1]).testzip())
        with numpy.load(sys.argv[1]) as f:
          for name in f.files: print(name, f[name].dtype, f[name].shape, float(abs(f[name]).max(initial=0)))
        """, path)
      #expect(
        printed == """
          None
          weights float32 (2, 3) 7.25
          wide float64 (3,) 1e+300
          zeros float64 (200, 100) 0.0
          none float32 (0, 4) 0.0

          """)
    }
  }
}
