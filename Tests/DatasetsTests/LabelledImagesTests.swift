import Foundation
import Matrices
import Randomness
import Testing

@testable import Datasets

/// Reading whole sets, and taking them apart again.
@Suite struct LabelledImagesTests {
  private func reference() throws -> URL {
    try #require(Bundle.module.url(forResource: "Reference", withExtension: nil))
  }

  /// Twelve images of 1 × 2 pixels, each carrying its number.
  private let numbered = LabelledImages(
    name: "numbered", images: Matrix(rows: 12, columns: 2, elements: (0..<24).map { Float($0) / 255 }),
    labels: (0..<12).map { $0 % 3 }, height: 1, width: 2, classes: 3)

  private func number(_ images: LabelledImages) -> [Int] {
    (0..<images.count).map { Int((images.images[$0, 0] * 255).rounded()) / 2 }
  }

  @Test func loadsBothSpellings() throws {
    let set = try LabelledImages.load(directory: reference())
    #expect(set.train.count == 5 && set.test.count == 2)
    #expect(set.train.height == 3 && set.train.width == 4 && set.train.classes == 5 && set.test.classes == 5)
    #expect(set.train.labels == [3, 0, 2, 2, 1])
    #expect(set.test.labels == [4, 0])
    #expect(set.train.images[4, 11] == Float((37 * 59 * 59 + 11 * 59) % 256) / 255)
    #expect(set.train.classCounts == [1, 1, 2, 1, 0])
    // Computed with Python's hashlib.
    #expect(set.train.checksum == "d34c8b64d487134db5ba01a5bcdbf7f5b71792406cc1e419817cfdeabb5e8e17")
  }

  @Test func writesWhatItReads() throws {
    try withTemporaryDirectory { directory in
      let set = try LabelledImages.load(directory: reference())
      try LabelledImages.write(set, directory: directory)
      let again = try LabelledImages.load(directory: directory)
      #expect(again.train.checksum == set.train.checksum)
      #expect(again.test.images == set.test.images)
    }
  }

  @Test func namesWhatIsMissingOrDoesNotFit() throws {
    try withTemporaryDirectory { directory in
      let gone = directory.appendingPathComponent("gone")
      #expect(throws: DatasetError.unreadable(path: gone.path, reason: "is not a directory")) {
        try LabelledImages.load(directory: gone)
      }
      let names = ["-idx3-ubyte", "-idx3-ubyte.gz", ".idx3-ubyte", ".idx3-ubyte.gz"].map { "train-images" + $0 }
      let coloured = names.map { $0.replacing("idx3", with: "idx4") }
      #expect(throws: DatasetError.missingFile(directory: directory.path, names: names + coloured)) {
        try LabelledImages.load(directory: directory)
      }
      let set = try LabelledImages.load(directory: reference())
      try LabelledImages.write(set, directory: directory)
      let images = directory.appendingPathComponent("train-images-idx3-ubyte")
      let labels = directory.appendingPathComponent("train-labels-idx1-ubyte")
      try Data(IDX(dimensions: [4], bytes: [0, 1, 2, 3]).encoded).write(to: labels)
      #expect(
        throws: DatasetError.countsDiffer(
          images: images.path, imageCount: 5, labels: labels.path, labelCount: 4)
      ) { try LabelledImages.load(directory: directory) }
      try Data(IDX(dimensions: [4, 4, 3], bytes: Array(0..<48)).encoded).write(to: images)
      #expect(throws: DatasetError.shapesDiffer(directory: directory.path, train: [4, 3], test: [3, 4])) {
        try LabelledImages.load(directory: directory)
      }
    }
  }

  @Test func splitsWithoutOverlap() throws {
    let plain = try numbered.split(train: 6, validation: 2, test: 3)
    #expect(number(plain.train) == [0, 1, 2, 3, 4, 5])
    #expect(number(plain.validation) == [6, 7])
    #expect(number(plain.test) == [8, 9, 10])
    #expect(plain.test.labels == [2, 0, 1])
    let key = StreamKey(seed: 5)
    let shuffled = try numbered.split(train: 6, validation: 2, test: 4, shuffledBy: key)
    #expect(shuffled == (try numbered.split(train: 6, validation: 2, test: 4, shuffledBy: key)))
    let all = number(shuffled.train) + number(shuffled.validation) + number(shuffled.test)
    #expect(all.sorted() == Array(0..<12))
    #expect(all != Array(0..<12))
    for part in [shuffled.train, shuffled.validation, shuffled.test] {
      #expect(part.labels == number(part).map { $0 % 3 })
    }
  }

  @Test func refusesMoreThanThereIs() {
    #expect(throws: DatasetError.tooFewSamples(name: "numbered", requested: 13, available: 12)) {
      try numbered.split(train: 6, validation: 3, test: 4)
    }
    #expect(throws: DatasetError.tooFewSamples(name: "numbered", requested: .max, available: 12)) {
      try numbered.split(train: .max, validation: 1, test: 0)
    }
    #expect(throws: DatasetError.invalidCount(name: "numbered", value: -1, allowed: "at least 0")) {
      try numbered.prefix(-1)
    }
  }

  @Test func checksumSeesEveryPart() {
    let images = numbered.images
    var changed = images
    changed[3, 1] += 1 / 255
    let base = numbered.checksum
    let variants = [
      LabelledImages(name: "n", images: changed, labels: numbered.labels, height: 1, width: 2, classes: 3),
      LabelledImages(name: "n", images: images, labels: numbered.labels.reversed(), height: 1, width: 2, classes: 3),
      LabelledImages(name: "n", images: images, labels: numbered.labels, height: 2, width: 1, classes: 3),
      LabelledImages(name: "n", images: images, labels: numbered.labels, height: 1, width: 2, classes: 4),
    ]
    for variant in variants { #expect(variant.checksum != base) }
    #expect(numbered.subset(0..<12, name: "other").checksum == base)
  }

  @Test func permutesAllImagesAlike() {
    let set = Digits().samples(.train, count: 3)
    let key = StreamKey(seed: 9)
    let permuted = set.permutingPixels(by: key)
    let order = key.permutation(784)
    for row in 0..<3 {
      #expect(permuted.images.row(row) == order.map { set.images[row, $0] })
    }
    #expect(permuted.labels == set.labels)
    #expect(permuted.images != set.images)
  }

  @Test func shufflesEachImageByItself() {
    let set = Digits().samples(.train, count: 4)
    let key = StreamKey(seed: 9)
    let shuffled = set.shufflingPixels(by: key)
    for row in 0..<4 {
      #expect(shuffled.images.row(row).sorted() == set.images.row(row).sorted())
      #expect(shuffled.images.row(row) != set.images.row(row))
    }
    // Rows of a batch are shuffled as they would be in the whole.
    let tail = set.subset(2..<4).shufflingPixels(by: key, from: 2)
    #expect(tail.images == shuffled.images.rows(2..<4))
    // Two images of the same ink do not get the same order.
    let twice = set.subset(at: [0, 0]).shufflingPixels(by: key)
    #expect(twice.images.row(0) != twice.images.row(1))
  }
}
