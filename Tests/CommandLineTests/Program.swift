import Foundation
import Matrices
import NumPyFiles
import Testing

/// The built program, run as a user runs it.
enum Program {
  /// The executable, which lies beside the tests; nil where it was not built.
  static let path: String? = {
    let places =
      [Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent(), Bundle.main.bundleURL]
      + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    return places.compactMap { $0?.appendingPathComponent("mortal").path }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardizedFileURL

  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
  }

  /// Runs the program in `directory` with the shipped cards.
  /// - Parameters:
  ///   - additions: to the environment.
  ///   - limit: seconds after which it is ended; nil lets it run.
  static func run(
    _ arguments: [String], in directory: URL = repository, environment additions: [String: String] = [:],
    limit: Double? = nil
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(path))
    process.arguments = arguments
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    environment["MORTAL_DEVICES"] = repository.appendingPathComponent("Devices").path
    process.environment = environment.merging(additions) { $1 }
    // Files take any amount of output without a reader.
    let scratch = try ScratchFolder()
    let (output, errors) = (scratch.url("stdout"), scratch.url("stderr"))
    for file in [output, errors] { try Data().write(to: file) }
    let handles = [try FileHandle(forWritingTo: output), try FileHandle(forWritingTo: errors)]
    process.standardOutput = handles[0]
    process.standardError = handles[1]
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if let limit { process.wait(limit: limit) } else { process.waitUntilExit() }
    for handle in handles { try handle.close() }
    return Outcome(
      status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
      errors: try String(contentsOf: errors, encoding: .utf8))
  }

  static let isAbsent = "the executable 'mortal' does not lie beside the tests; build it: swift build -c release"
}

/// A folder of one test's own, removed with it.
final class ScratchFolder: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
  func path(_ name: String) -> String { url(name).path }

  /// A file as NumPy writes it.
  func write(_ matrix: Matrix, _ name: String, double: Bool = false, fortran: Bool = false) throws -> String {
    var header = "{'descr': '\(double ? "<f8" : "<f4")', 'fortran_order': \(fortran ? "True" : "False"), "
    header += "'shape': (\(matrix.rows), \(matrix.columns)), }"
    let length = (10 + header.utf8.count + 1 + 63) / 64 * 64 - 10
    header += String(repeating: " ", count: length - header.utf8.count - 1) + "\n"
    var bytes = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0, UInt8(length & 0xFF), UInt8(length >> 8)])
    bytes += Data(header.utf8)
    let values = (fortran ? matrix.transposed : matrix).elements
    for value in values {
      if double {
        withUnsafeBytes(of: Double(value).bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      } else {
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
      }
    }
    try bytes.write(to: url(name))
    return path(name)
  }
}

/// Numbers in −1…1 without a pattern that matters.
func numbers(_ rows: Int, _ columns: Int, _ start: UInt32) -> Matrix {
  var state = start
  return Matrix(
    rows: rows, columns: columns,
    elements: (0..<rows * columns).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return Float(state >> 8) / Float(1 << 23) - 1
    })
}
