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
}
