import Foundation
import Matrices
import Testing

@testable import Datasets

/// The real MNIST files, where they are: in the directory that the environment variable MORTAL_TEST_MNIST names, or in
/// ../shared/data/mnist beside the package.
private let mnistDirectory: URL? = {
  let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  let place =
    ProcessInfo.processInfo.environment["MORTAL_TEST_MNIST"].map { URL(fileURLWithPath: $0) }
    ?? package.deletingLastPathComponent().appendingPathComponent("shared/data/mnist")
  let file = place.appendingPathComponent("train-images-idx3-ubyte.gz")
  return FileManager.default.fileExists(atPath: file.path) ? place : nil
}()

@Suite(
  .enabled(
    if: mnistDirectory != nil,
    "MNIST is not here: set MORTAL_TEST_MNIST to the directory into which `mortal dataset fetch mnist` put it"))
struct MNISTTests {
  private func directory() throws -> URL { try #require(mnistDirectory) }

  @Test func filesAreThePublishedOnes() throws {
    for file in try PublishedDataset.named("mnist").files {
      let place = try directory().appendingPathComponent(file.name)
      #expect(try Checksum.sha256(of: place) == file.sha256)
      #expect(try Data(contentsOf: place).count == file.byteCount)
    }
  }

  @Test func readsAllImages() throws {
    let set = try LabelledImages.load(directory: directory())
    #expect(set.train.count == 60000 && set.test.count == 10000)
    #expect(set.train.height == 28 && set.train.width == 28 && set.train.classes == 10)
    // Class counts and the sum of all pixels (mean 33.3184 and 33.7912 of 255), computed with NumPy.
    #expect(set.train.classCounts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(set.test.classCounts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(set.train.labels.prefix(10) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(set.train.pixelBytes.reduce(0) { $0 + Int($1) } == 1_567_298_545)
    #expect(set.test.pixelBytes.reduce(0) { $0 + Int($1) } == 264_923_200)
  }

  @Test func splitsWithoutOverlap() throws {
    let source = DataSource(parsing: try directory().path)
    let split = try source.split(train: 1000, validation: 500, test: 200, seed: 1)
    #expect(split.train.count == 1000 && split.validation.count == 500 && split.test.count == 200)
    let rows = Set((0..<1000).map { split.train.images.row($0) })
    #expect((0..<500).allSatisfy { !rows.contains(split.validation.images.row($0)) })
    let more = try source.split(train: 2000, validation: 500, test: 200, seed: 1)
    #expect(more.train.subset(0..<1000) == split.train)
    #expect(more.validation == split.validation && more.test == split.test)
    let other = try source.split(train: 1000, validation: 500, test: 200, seed: 2)
    #expect(other.train.labels != split.train.labels)
  }
}
