import Foundation
import Matrices
import NumPyFiles
import OutputFiles
import Testing

@Suite struct NPYWritingTests {
  /// Calls `body` with an empty directory that is removed afterwards.
  private func inDirectory(_ body: (URL) throws -> Void) throws {
    let directory = FileManager.default.temporaryDirectory.appendingPathComponent("npy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    try body(directory)
  }

  /// Our files are NumPy's, byte for byte.
  @Test func sameBytesAsNumPy() throws {
    try inDirectory { directory in
      let path = directory.appendingPathComponent("a.npy").path
      func same(as name: String) throws -> Bool {
        try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: URL(fileURLWithPath: reference(name)))
      }
      try NPY.write(NPYReadingTests.values.map { Float($0) }, shape: [3, 4], to: path)
      #expect(try same(as: "float-f4-le-c"))
      try NPY.write(doubles: NPYReadingTests.values, shape: [3, 4], to: path)
      #expect(try same(as: "float-f8-le-c"))
      try NPY.write(doubles: [2.5], shape: [], to: path)
      #expect(try same(as: "rank0"))
      try NPY.write((0..<5).map { Float($0) }, shape: [5], to: path)
      #expect(try same(as: "rank1"))
      try NPY.write((0..<24).map { Float($0) }, shape: [2, 3, 4], to: path)
      #expect(try same(as: "rank3-c"))
      try NPY.write(doubles: (0..<16).map { Double($0) }, shape: [2, 2, 2, 2], to: path)
      #expect(try same(as: "rank4-f8"))
      try NPY.write([], shape: [0, 3], to: path)
      #expect(try same(as: "empty"))
      try NPY.write(Matrix(rows: 2, columns: 3, elements: [0, 1, 2, 3, 4, 5]), to: path)
      #expect(try same(as: "version1"))
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    try inDirectory { directory in
      let path = directory.appendingPathComponent("a.npy").path
      for shape in [[1], [7, 1], [1, 7], [123_456], [10, 11, 12], [1_000_000, 1]] {
        let values = (0..<shape.reduce(1, *)).map { Float($0) * 0.1 - 3 }
        try NPY.write(values, shape: shape, to: path)
        let array = try NPY.read(path)
        #expect(array.shape == shape && array.values == .floats(values))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["a.npy"])
      }
    }
  }

  @Test func anUnwritablePathIsAnErrorAndLeavesNothing() throws {
    try inDirectory { directory in
      // A file stands where a folder is due.
      let file = directory.appendingPathComponent("file").path
      #expect(FileManager.default.createFile(atPath: file, contents: nil))
      let path = file + "/a.npy"
      #expect {
        try NPY.write([1], shape: [1], to: path)
      } throws: {
        if case .output? = $0 as? NPYError { "\($0)".hasPrefix(file) } else { false }
      }
      #expect(throws: NPYError.output(.isDirectory(path: directory.path))) {
        try NPY.write([1], shape: [1], to: directory.path)
      }
      #expect(throws: (any Error).self) { try NPY.read(directory.path) }
    }
  }

  @Test func linksAndPipesStayWhatTheyAre() throws {
    try inDirectory { directory in
      let target = directory.appendingPathComponent("target.npy").path
      let link = directory.appendingPathComponent("link.npy").path
      try NPY.write([1], shape: [1], to: target)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
      try NPY.write([2, 3], shape: [2], to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
      #expect(try NPY.read(target).doubles == [2, 3])

      let pipe = directory.appendingPathComponent("pipe").path
      try #require(mkfifo(pipe, 0o600) == 0)
      // Open for both ways, so that neither side waits for the other.
      let reader = open(pipe, O_RDWR)
      try #require(reader >= 0)
      try NPY.write([4, 5], shape: [2], to: pipe)
      var bytes = [UInt8](repeating: 0, count: 136)
      try #require(read(reader, &bytes, 136) == 136)
      close(reader)
      #expect(try NPY.decode(bytes, named: "pipe").doubles == [4, 5])
      let attributes = try FileManager.default.attributesOfItem(atPath: pipe)
      #expect(attributes[.type] as? FileAttributeType != .typeRegular)
    }
  }

  @Test func filesAreReadableAsOthersOfTheirOwner() throws {
    try inDirectory { directory in
      let plain = directory.appendingPathComponent("plain").path
      let array = directory.appendingPathComponent("a.npy").path
      let handle = open(plain, O_CREAT | O_WRONLY, 0o666)
      close(handle)
      try NPY.write([1], shape: [1], to: array)
      func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      }
      #expect(try mode(array) == mode(plain))
    }
  }
}
