import Foundation
import Matrices
import NumPyFiles
import Testing
import TextTables

@testable import Datasets

@Suite struct FeatureTableTests {
  private func load(_ files: [String: String], firstLabel: Int = 0) throws -> ImageDataset {
    try withTemporaryDirectory { directory in
      for (name, text) in files { try Data(text.utf8).write(to: directory.appendingPathComponent(name)) }
      return try LabelledImages.load(directory: directory, firstLabel: firstLabel)
    }
  }

  private func failure(_ files: [String: String], firstLabel: Int = 0) -> String {
    do {
      _ = try load(files, firstLabel: firstLabel)
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func readsNamedClassesInOrderOfTheAlphabet() throws {
    let set = try load([
      "train.csv": "length,class,width\n1,setosa,10\n3,virginica,30\n2,setosa,20\n",
      "test.csv": "length,class,width\n5,virginica,10\n",
    ])
    #expect(set.train.labels == [0, 1, 0] && set.test.labels == [1])
    #expect(set.train.classNames == ["setosa", "virginica"])
    // By the range of the training part: 1…3 and 10…30.
    #expect(set.train.images.elements == [0, 0, 1, 1, 0.5, 0.5])
    #expect(set.test.images.elements == [2, 0], "tests may lie outside")
    #expect(set.train.isTable && set.train.checksum != set.test.checksum)
  }

  @Test func readsNumberedClassesAndNamesThePhantoms() throws {
    let files = ["train.csv": "1;0,5;1\n2;0,5;3\n", "test.csv": "3;0,5;1\n"]
    let set = try load(files)
    #expect(set.train.classes == 4 && set.train.emptyClasses == [0, 2])
    #expect(set.train.images.elements == [0, 0, 1, 0], "a feature that never changes is 0")
    let shifted = try load(files, firstLabel: 1)
    #expect(shifted.train.classes == 3 && shifted.train.emptyClasses == [1])
    #expect(failure(files, firstLabel: 2).contains("a label of 1, but the first class is said to be 2"))
    #expect(try load(files.merging(["classes.txt": "a\nb\nc\nd\n"]) { $1 }).train.className(3) == "d")
    #expect(failure(files.merging(["classes.txt": "a\nb\n"]) { $1 }).contains("2 names for 4 classes"))
  }

  @Test func readsArrays() throws {
    let set = try withTemporaryDirectory { directory in
      for (part, rows) in [("train", 4), ("test", 2)] {
        let path = directory.path + "/" + part
        try NPY.write(doubles: (0..<3 * rows).map(Double.init), shape: [rows, 3], to: path + "-features.npy")
        try NPY.write(doubles: (0..<rows).map { Double($0 % 2) }, shape: [rows], to: path + "-labels.npy")
      }
      return try LabelledImages.load(directory: directory)
    }
    #expect(set.train.count == 4 && set.test.count == 2 && set.train.pixels == 3 && set.train.classes == 2)
    #expect(set.train.images[3, 2] == 1 && set.train.images[0, 0] == 0)
  }

  @Test(arguments: [
    (["train.csv": "1,2,0\n", "test.csv": "1,0\n"], "1 features, but"),
    (["train.csv": "a,b,label\n1,2,0\n", "test.csv": "b,a,label\n1,2,0\n"], "columns are not named"),
    (["train.csv": "a,b,label\n", "test.csv": "1,2,0\n"], "no examples or no features"),
    (["train.csv": "0\n1\n", "test.csv": "1\n"], "no examples or no features"),
    (["train.csv": "1,2,0\n2,x,1\n", "test.csv": "1,2,0\n"], "train.csv:2:2: 'x' is not a number"),
    (["train.csv": "1,2,0\n1,2,1\n"], "test.csv: no such file"),
    (["train.csv": "h,label\n1,0.5x\n2,0.7x\n", "test.csv": "h,label\n1,0.9x\n"], "every label is another text"),
    (["train.csv": "1,200000\n", "test.csv": "1,0\n"], "at most 100000"),
  ])
  func refusesWhatDoesNotFit(_ files: [String: String], _ message: String) {
    #expect(failure(files).contains(message), "\(failure(files))")
  }
}
