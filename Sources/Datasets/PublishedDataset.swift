public import Foundation

/// A data set that its authors offer for download, with what its files must be.
public struct PublishedDataset: Sendable, Equatable {
  /// One file: its name, length and SHA-256 (hexadecimal, lower case).
  public struct File: Sendable, Equatable {
    public let name: String
    public let byteCount: Int
    public let sha256: String

    public init(name: String, byteCount: Int, sha256: String) {
      self.name = name
      self.byteCount = byteCount
      self.sha256 = sha256
    }
  }

  /// As given on the command line.
  public let name: String
  /// Where the files lie unless another mirror is given; the files' names are appended.
  public let mirror: URL
  public let files: [File]

  public init(name: String, mirror: URL, files: [File]) {
    self.name = name
    self.mirror = mirror
    self.files = files
  }

  /// The sets that can be fetched by name.
  public static let known: [PublishedDataset] = [mnist, fashionMNIST, cifar10].compactMap(\.self)

  /// The set of a name.
  /// - Throws: `DatasetError.unknownDataset`.
  public static func named(_ name: String) throws(DatasetError) -> PublishedDataset {
    guard let found = known.first(where: { $0.name == name }) else {
      throw .unknownDataset(name: name, known: known.map(\.name))
    }
    return found
  }

  /// Where the set is kept unless it was fetched to another place: a folder of its name in that which `MORTAL_DATA`
  /// names, else `mortal` in `XDG_DATA_HOME` or in `~/.local/share`.
  public var keptDirectory: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["MORTAL_DATA"], !folder.isEmpty { return folder + "/" + name }
    let home = environment["XDG_DATA_HOME"].flatMap { $0.isEmpty ? nil : $0 }
    return (home ?? NSHomeDirectory() + "/.local/share") + "/mortal/" + name
  }

  /// Makes sure that a directory is there, if it is that of a known set.
  /// - Throws: `DatasetError.notFetched`.
  static func requireKept(_ directory: String) throws(DatasetError) {
    guard let set = known.first(where: { $0.keptDirectory == directory }) else { return }
    guard FileManager.default.fileExists(atPath: directory) else {
      throw .notFetched(name: set.name, directory: directory)
    }
  }

  /// The handwritten digits of LeCun, Cortes and Burges: 60,000 training and 10,000 test images, byte-identical to the
  /// files of 1998.
  private static let mnist = table(
    "mnist", "https://storage.googleapis.com/cvdf-datasets/mnist/",
    [
      ("train-images-idx3-ubyte.gz", 9_912_422, "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
      ("train-labels-idx1-ubyte.gz", 28_881, "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
      ("t10k-images-idx3-ubyte.gz", 1_648_877, "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
      ("t10k-labels-idx1-ubyte.gz", 4_542, "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"),
    ])

  /// Articles of clothing in the same form (H. Xiao, K. Rasul, R. Vollgraf, arXiv 1708.07747, 2017). Lengths and
  /// checksums as in the checksum list of TensorFlow Datasets.
  private static let fashionMNIST = table(
    "fashion-mnist", "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    [
      ("train-images-idx3-ubyte.gz", 26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
      ("train-labels-idx1-ubyte.gz", 29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
      ("t10k-images-idx3-ubyte.gz", 4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
      ("t10k-labels-idx1-ubyte.gz", 5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
    ])

  /// CIFAR-10 in its binary form (A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009), one
  /// archive, which is read as it is. Length and checksum as in the checksum list of TensorFlow Datasets.
  private static let cifar10 = table(
    "cifar-10", "https://www.cs.toronto.edu/~kriz/",
    [
      (
        "cifar-10-binary.tar.gz", 170_052_171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"
      )
    ])

  private static func table(
    _ name: String, _ mirror: String, _ files: [(String, Int, String)]
  ) -> PublishedDataset? {
    URL(string: mirror).map { url in
      PublishedDataset(
        name: name, mirror: url, files: files.map { File(name: $0.0, byteCount: $0.1, sha256: $0.2) })
    }
  }
}
