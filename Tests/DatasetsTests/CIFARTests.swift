import Datasets
import Foundation
import Matrices
import Testing

@Suite struct CIFARTests {
  /// A folder with files in the binary form: image i of a file has class i and the bytes (i + place) mod 256.
  func folder(_ files: [String: Int], cut: Int = 0) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cifar-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, count) in files {
      var bytes: [UInt8] = []
      for index in 0..<count {
        bytes.append(UInt8(index))
        bytes += (0..<3072).map { UInt8((index + $0) % 256) }
      }
      try Data(bytes.dropLast(cut)).write(to: folder.appendingPathComponent(name))
    }
    return folder
  }

  @Test func readsColoursOneAfterTheOther() throws {
    let folder = try folder(["data_batch_1.bin": 3, "data_batch_2.bin": 2, "test_batch.bin": 4])
    defer { try? FileManager.default.removeItem(at: folder) }
    let set = try LabelledImages.load(directory: folder)
    #expect(set.train.count == 5 && set.test.count == 4)
    #expect(set.train.labels == [0, 1, 2, 0, 1])
    #expect(set.train.height == 32 && set.train.width == 32 && set.train.channels == 3 && set.train.classes == 4)
    // Green of the first pixel of image 2: byte 1024 of its 3072.
    #expect(set.train.images[2, 1024] == Float((2 + 1024) % 256) / 255)
    #expect(set.test.images[3, 3071] == Float((3 + 3071) % 256) / 255)
    let sheet = ContactSheet(set.test, columns: 1, magnification: 1)
    let colours: [Double] = [0, 1024 % 256, 2048 % 256].map { Double($0) / 255 }
    let mean = (colours[0] + colours[1] + colours[2]) / 3
    #expect(sheet.pixels[2 * sheet.width + 2] == UInt8((mean * 255).rounded()))
  }

  @Test func saysWhatIsWrong() throws {
    let cut = try folder(["data_batch_1.bin": 2, "test_batch.bin": 1], cut: 1)
    defer { try? FileManager.default.removeItem(at: cut) }
    #expect(
      throws: DatasetError.truncated(
        path: cut.appendingPathComponent("data_batch_1.bin").path, expected: 2 * 3073, found: 2 * 3073 - 1)
    ) { try LabelledImages.load(directory: cut) }
    let lonely = try folder(["data_batch_1.bin": 1])
    defer { try? FileManager.default.removeItem(at: lonely) }
    #expect(throws: DatasetError.missingFile(directory: lonely.path, names: ["test_batch.bin"])) {
      try LabelledImages.load(directory: lonely)
    }
  }

  /// `cifar-python.tar.gz` was made by `cifar_archives.py`: batches as Python 2 pickled them, in an archive.
  private func archive(_ name: String, as published: String) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cifar-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let source = try #require(Bundle.module.url(forResource: "Reference", withExtension: nil)).appendingPathComponent(
      name)
    try FileManager.default.copyItem(at: source, to: folder.appendingPathComponent(published))
    return folder
  }

  /// Image i of a batch has the class (3 · i + batch) mod 10, and its byte b is (7 · i + 13 · batch + b) mod 251.
  private func check(_ images: LabelledImages, batches: [Int], count: Int) {
    #expect(images.count == batches.count * count && images.channels == 3 && images.height == 32)
    for (place, batch) in batches.enumerated() {
      for index in 0..<count {
        let row = place * count + index
        #expect(images.labels[row] == (3 * index + batch) % 10)
        for byte in [0, 1, 1024, 3071] {
          #expect(images.images[row, byte] == Float((7 * index + 13 * batch + byte) % 251) / 255)
        }
      }
    }
  }

  @Test(arguments: [
    ("cifar-python2.tar.gz", "cifar-10-python.tar.gz"), ("cifar-python3.tar.gz", "cifar-10-python.tar.gz"),
    ("cifar-binary.tar.gz", "cifar-10-binary.tar.gz"),
  ])
  func readsArchivesAsTheyAreOffered(_ name: String, _ published: String) throws {
    let folder = try archive(name, as: published)
    defer { try? FileManager.default.removeItem(at: folder) }
    let set = try LabelledImages.load(directory: folder)
    check(set.train, batches: [1, 2], count: 4)
    check(set.test, batches: [9], count: 4)
    #expect(set.train.classes == 10)
  }

  @Test func executesNothingAndNamesThePlace() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("cifar-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // cos\nsystem\n(S… as a call: a pickle that would run a program.
    let call = Array("cos\nsystem\n".utf8) + [0x28, 0x55, 4] + Array("true".utf8) + Array("tR.".utf8)
    for name in ["data_batch_1", "test_batch"] { try Data(call).write(to: folder.appendingPathComponent(name)) }
    #expect(
      throws: DatasetError.badPickle(
        path: folder.appendingPathComponent("data_batch_1").path, place: call.count,
        reason: "no array 'data' of images x 3072 bytes")
    ) { try LabelledImages.load(directory: folder) }
    for (bytes, place, reason): ([UInt8], Int, String) in [
      ([0x80, 2, 0x49], 3, "opcode 0x49 is not read here"), ([0x80], 1, "the file ends"), ([0x61], 1, "an empty stack"),
      ([0x68, 3], 2, "nothing was kept as 3"),
    ] {
      try Data(bytes).write(to: folder.appendingPathComponent("data_batch_1"))
      #expect(
        throws: DatasetError.badPickle(
          path: folder.appendingPathComponent("data_batch_1").path, place: place, reason: reason)
      ) { try LabelledImages.load(directory: folder) }
    }
  }

  /// Coloured images in IDX files: colours first or last, recognised by their number.
  @Test(arguments: [[2, 32, 32, 3], [2, 3, 32, 32]]) func readsColouredIDX(_ dimensions: [Int]) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("idx4-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let isLast = dimensions[3] == 3
    /// The value of a colour of a pixel of an image.
    func value(_ image: Int, _ colour: Int, _ pixel: Int) -> UInt8 { UInt8((image * 100 + colour * 31 + pixel) % 256) }
    let bytes: [UInt8] = (0..<2).flatMap { image in
      isLast
        ? (0..<1024).flatMap { pixel in (0..<3).map { value(image, $0, pixel) } }
        : (0..<3).flatMap { colour in (0..<1024).map { value(image, colour, $0) } }
    }
    for prefix in ["train", "t10k"] {
      try Data(IDX(dimensions: dimensions, bytes: bytes).encoded)
        .write(to: folder.appendingPathComponent(prefix + "-images-idx4-ubyte"))
      try Data(IDX(dimensions: [2], bytes: [0, 1]).encoded)
        .write(to: folder.appendingPathComponent(prefix + "-labels-idx1-ubyte"))
    }
    let set = try LabelledImages.load(directory: folder)
    #expect(set.train.channels == 3 && set.train.height == 32 && set.train.width == 32)
    for (image, colour, pixel) in [(0, 0, 0), (1, 2, 1023), (1, 1, 77)] {
      #expect(set.test.images[image, colour * 1024 + pixel] == Float(value(image, colour, pixel)) / 255)
    }
    let again = FileManager.default.temporaryDirectory.appendingPathComponent("idx4-" + UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: again) }
    try LabelledImages.write(set, directory: again)
    #expect(try LabelledImages.load(directory: again).train.checksum == set.train.checksum)
    try Data(IDX(dimensions: [1, 6, 7, 8], bytes: [UInt8](repeating: 0, count: 336)).encoded)
      .write(to: folder.appendingPathComponent("train-images-idx4-ubyte"))
    #expect(
      throws: DatasetError.countsDiffer(
        images: folder.appendingPathComponent("train-images-idx4-ubyte").path, imageCount: 1,
        labels: folder.appendingPathComponent("train-labels-idx1-ubyte").path, labelCount: 2)
    ) { try LabelledImages.load(directory: folder) }
    try Data(IDX(dimensions: [1], bytes: [0]).encoded)
      .write(to: folder.appendingPathComponent("train-labels-idx1-ubyte"))
    #expect(
      throws: DatasetError.colours(
        path: folder.appendingPathComponent("train-images-idx4-ubyte").path, dimensions: [1, 6, 7, 8])
    ) { try LabelledImages.load(directory: folder) }
  }
}
