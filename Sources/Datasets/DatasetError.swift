public import Matrices
public import OutputFiles
public import TextTables

/// What can be wrong with a data set, its files or its download. Every description names the place, the value, what is
/// allowed and the remedy.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  /// A file or directory cannot be opened, read or written.
  case unreadable(path: String, reason: String)
  /// A file or directory cannot be written.
  case unwritable(OutputError)
  /// A directory has none of the names under which a part of an IDX data set is looked for.
  case missingFile(directory: String, names: [String])
  /// The first four bytes of an IDX file are not those of unsigned bytes in the wanted number of dimensions.
  case wrongMagic(path: String, found: UInt32, expected: UInt32)
  /// A file ends before what its header announces.
  case truncated(path: String, expected: Int, found: Int)
  /// A file goes on after what its header announces.
  case trailingBytes(path: String, expected: Int)
  /// The header announces more than the file can hold or than the reader accepts.
  case oversizedHeader(path: String, dimensions: [Int], limit: Int)
  /// The header announces images without pixels or a file without items.
  case emptyFile(path: String, dimensions: [Int])
  /// Images and labels are not of the same number.
  case countsDiffer(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// Images of four dimensions, none of which can be that of the colours.
  case colours(path: String, dimensions: [Int])
  /// A Python pickle that holds something else than a batch of images.
  case badPickle(path: String, place: Int, reason: String)
  /// A tar archive that is damaged.
  case damagedArchive(path: String, place: Int)
  /// Training and test images are not of the same height and width.
  case shapesDiffer(directory: String, train: [Int], test: [Int])
  /// A `.gz` file whose compressed stream is damaged.
  case damagedGzip(path: String, reason: String)
  /// A set that does not fit into memory.
  case tooLarge(MemoryShortage)
  /// A label below the one that the first class is said to have.
  case labelBelow(path: String, label: Int, firstLabel: Int)
  /// A list of class names that is not as long as there are classes.
  case classNames(path: String, found: Int, expected: Int)
  /// A table of features that cannot be read.
  case table(TableError)
  /// A table of features whose parts do not fit each other, or an array that is no table.
  case unfitTable(path: String, what: String)
  /// Files that are there already and would be read instead of those that were to be written.
  case wouldShadow(directory: String, names: [String])
  /// More samples were asked for than there are.
  case tooFewSamples(name: String, requested: Int, available: Int)
  /// A number of samples below zero, or none where some are needed.
  case invalidCount(name: String, value: Int, allowed: String)
  /// A published set that was asked for by its name and is not there.
  case notFetched(name: String, directory: String)
  /// A name that is no known data set.
  case unknownDataset(name: String, known: [String])
  /// A mirror's address that is not an absolute http or https URL.
  case invalidURL(String)
  /// A server answered with something else than the file.
  case badResponse(url: String, status: Int)
  /// The connection failed or was cut; what has arrived is kept in `partial` and the next fetch goes on from there.
  case interrupted(url: String, received: Int, expected: Int, partial: String, reason: String)
  /// The server's file is not as long as the known file; nothing of it is kept.
  case wrongSize(url: String, expected: Int, found: Int)
  /// The downloaded bytes are not those of the known file; nothing of them is kept.
  case checksumMismatch(url: String, expected: String, found: String)

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): \(reason)" + (reason.contains(";") ? "" : "; check the path and its permissions")
    case .unwritable(let error): error.description
    case .missingFile(let directory, let names):
      "\(directory): no file named \(names.joined(separator: " or ")) is there; give the directory that holds the four "
        + "IDX files, or use the built-in set 'digits'"
    case .wrongMagic(let path, let found, let expected):
      "\(path): magic number \(hexadecimal(found)) is not \(hexadecimal(expected)), which an IDX file of unsigned "
        + "bytes in \(expected & 0xFF) dimension\(expected & 0xFF == 1 ? "" : "s") begins with; "
        + "check that images and labels are not exchanged"
    case .truncated(let path, let expected, let found):
      "\(path): the file ends after \(found) of \(expected) bytes; download it again"
    case .trailingBytes(let path, let expected):
      "\(path): the file goes on after the \(expected) bytes its header announces; download it again"
    case .oversizedHeader(let path, let dimensions, let limit):
      "\(path): the header announces \(product(dimensions)) items, but at most \(limit) are possible here; "
        + "the file is damaged or not an IDX file"
    case .emptyFile(let path, let dimensions):
      "\(path): the header announces \(product(dimensions)) items; every dimension must be at least 1"
    case .countsDiffer(let images, let imageCount, let labels, let labelCount):
      "\(images) holds \(imageCount) images but \(labels) \(labelCount) labels; both must be of the same set"
    case .shapesDiffer(let directory, let train, let test):
      "\(directory): training images are \(product(train)) pixels but test images \(product(test)); "
        + "both must be of the same set"
    case .colours(let path, let dimensions):
      "\(path): images of \(product(dimensions)) values; the second or the last dimension must be that of 1 to 4 colours"
    case .badPickle(let path, let place, let reason):
      "\(path), byte \(place): \(reason); expected is a batch of the Python version of CIFAR-10, or use the binary one"
    case .damagedArchive(let path, let place):
      "\(path), byte \(place): no header of a tar archive; download it again"
    case .damagedGzip(let path, let reason):
      "\(path): damaged gzip stream (\(reason)); download it again"
    case .tooLarge(let shortage): shortage.description
    case .labelBelow(let path, let label, let firstLabel):
      "\(path): a label of \(label), but the first class is said to be \(firstLabel); set data.firstLabel to the "
        + "smallest label"
    case .classNames(let path, let found, let expected):
      "\(path): \(found) names for \(expected) classes; write one name a line, in the order of the labels"
    case .table(let error): error.description
    case .unfitTable(let path, let what): "\(path): \(what)"
    case .wouldShadow(let directory, let names):
      "\(directory): holds \(names.joined(separator: ", ")) already; choose another directory, or remove those files"
    case .tooFewSamples(let name, let requested, let available):
      "\(name): \(requested) samples asked for, \(available) available; ask for at most \(available)"
    case .invalidCount(let name, let value, let allowed):
      "\(name): \(value) is not \(allowed)"
    case .notFetched(let name, let directory):
      "\(name): not in \(directory); `mortal dataset fetch \(name)` puts it there"
    case .unknownDataset(let name, let known):
      "'\(name)' is not a known data set; known are \(known.joined(separator: ", "))"
    case .invalidURL(let text):
      "'\(text)' is not an absolute http or https address, such as https://host/path"
    case .badResponse(let url, let status):
      "\(url): the server answered with status \(status); try another --mirror"
    case .interrupted(let url, 0, _, _, let reason):
      "\(url): nothing arrived (\(reason)); check the connection or try another --mirror"
    case .interrupted(let url, let received, let expected, let partial, let reason):
      "\(url): \(received) of \(expected) bytes arrived (\(reason)); they are kept in \(partial), "
        + "run the command again to go on from there"
    case .wrongSize(let url, let expected, let found):
      "\(url): the server's file has \(found) bytes or more, not \(expected); nothing was kept, try another --mirror"
    case .checksumMismatch(let url, let expected, let found):
      "\(url): SHA-256 is \(found), not \(expected); nothing was kept, try another --mirror"
    }
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}

private func product(_ dimensions: [Int]) -> String { dimensions.map(String.init).joined(separator: " x ") }
