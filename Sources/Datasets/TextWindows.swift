public import Foundation
internal import Matrices
internal import OutputFiles

/// Running text as a task: from ten characters, predict the next (the draft of Hinton 2022 on Aesop's fables).
///
/// A window is an image of 10 rows, one for each character, with as many columns as the alphabet has symbols and a 1 in
/// the column of the character; its class is the character that follows. The alphabet has 30 symbols: the letters a to
/// z, the space, the comma, the full stop and the semicolon. Capitals become small letters; line ends, tabs and
/// repeated spaces one space; any other character is left out, and counted in ``omitted``.
public struct TextWindows: Sendable, Equatable {
  /// The symbols, in the order of their columns and classes.
  public static let alphabet = Array("abcdefghijklmnopqrstuvwxyz ,.;")
  /// Characters in a window.
  public static let width = 10

  /// The text as numbers of symbols.
  public let symbols: [UInt8]
  /// Characters of the text that the alphabet does not have.
  public let omitted: Int
  /// What errors call it.
  public let name: String

  /// The symbols of a text.
  public init(_ text: String, name: String) {
    self.name = name
    var symbols: [UInt8] = []
    var omitted = 0
    let space = UInt8(26)
    for character in text.lowercased() {
      if character.isWhitespace {
        if let last = symbols.last, last != space { symbols.append(space) }
      } else if let index = Self.alphabet.firstIndex(of: character) {
        symbols.append(UInt8(index))
      } else {
        omitted += 1
      }
    }
    self.symbols = symbols
    self.omitted = omitted
  }

  /// Reads a file of UTF-8 text; a byte order mark is passed over.
  ///
  /// - Throws: `DatasetError.unreadable`.
  public init(contentsOf file: URL) throws(DatasetError) {
    let data: Data
    do throws(InputFault) { data = try InputFile.contents(of: file.path) } catch {
      throw .unreadable(path: file.path, reason: error.reason)
    }
    guard var text = String(data: data, encoding: .utf8) else {
      throw .unreadable(path: file.path, reason: "is not UTF-8 text")
    }
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    self.init(text, name: file.lastPathComponent)
  }

  /// Number of windows with a character behind them.
  public var count: Int { max(0, symbols.count - Self.width) }

  /// Windows that begin at the places of a range.
  public func windows(_ range: Range<Int>, name: String? = nil) -> LabelledImages {
    let (width, letters) = (Self.width, Self.alphabet.count)
    var images = Matrix(rows: range.count, columns: width * letters)
    var labels: [Int] = []
    for (row, first) in range.enumerated() {
      for place in 0..<width {
        images.elements[(row * width + place) * letters + Int(symbols[first + place])] = 1
      }
      labels.append(Int(symbols[first + width]))
    }
    return LabelledImages(
      name: name ?? self.name, images: images, labels: labels, height: width, width: letters, classes: letters)
  }

  /// Training windows from the beginning of the text, test windows from its end, validation windows before those; no
  /// character is shared between parts.
  ///
  /// - Throws: `DatasetError.tooFewSamples`.
  public func split(train: Int, validation: Int, test: Int) throws(DatasetError) -> DataSplit {
    let gap = Self.width
    // Each by itself first, so that their sum cannot overflow.
    let wanted = [train, validation, test].contains { $0 > count } ? Int.max : train + validation + test + 2 * gap
    guard wanted <= count else { throw .tooFewSamples(name: name, requested: wanted, available: count) }
    let testStart = count - test
    let validationStart = testStart - gap - validation
    return DataSplit(
      train: windows(0..<train, name: name + " train"),
      validation: windows(validationStart..<validationStart + validation, name: name + " validation"),
      test: windows(testStart..<count, name: name + " test"))
  }
}

/// How well the next character is predicted by counting: what a net that reads text is to be compared with.
public struct TextBaselines: Sendable, Equatable {
  /// Share of errors when always the most frequent character is said.
  public let unigramError: Double
  /// Share of errors when the character is said that most often followed the last two.
  public let trigramError: Double

  /// Counts in windows of a text and tests on others. Pairs that were never seen get the most frequent character; of
  /// equally frequent ones the first in the alphabet is said.
  public init(train: LabelledImages, test: LabelledImages) {
    let letters = train.classes
    func lastTwo(_ images: LabelledImages, _ row: Int) -> Int {
      let symbols = [images.height - 2, images.height - 1].map { place in
        (0..<letters).first { images.images[row, place * letters + $0] > 0 } ?? 0
      }
      return symbols[0] * letters + symbols[1]
    }
    func largest(_ counts: ArraySlice<Int>) -> Int {
      (counts.indices.max { counts[$0] == counts[$1] ? $0 > $1 : counts[$0] < counts[$1] } ?? counts.startIndex)
        - counts.startIndex
    }
    let usual = largest(train.classCounts[...])
    var counts = [Int](repeating: 0, count: letters * letters * letters)
    for row in 0..<train.count { counts[lastTwo(train, row) * letters + train.labels[row]] += 1 }
    var wrong = (unigram: 0, trigram: 0)
    for row in 0..<test.count {
      let start = lastTwo(test, row) * letters
      let seen = counts[start..<start + letters]
      let said = seen.allSatisfy { $0 == 0 } ? usual : largest(seen)
      if test.labels[row] != usual { wrong.unigram += 1 }
      if test.labels[row] != said { wrong.trigram += 1 }
    }
    unigramError = Double(wrong.unigram) / Double(max(1, test.count))
    trigramError = Double(wrong.trigram) / Double(max(1, test.count))
  }
}
