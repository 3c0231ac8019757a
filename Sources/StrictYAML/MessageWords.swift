extension ClosedRange where Bound == Double {
  /// Every finite number.
  public static var finite: ClosedRange<Double> {
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  }
  /// Every finite number above zero.
  public static var positive: ClosedRange<Double> {
    Double.leastNonzeroMagnitude...Double.greatestFiniteMagnitude
  }
}

/// A range in the words of error messages: `1e-6...1`, `above 0`, `at least 2`.
func describe(_ range: ClosedRange<Double>) -> String {
  switch (range.lowerBound, range.upperBound) {
  case (-Double.greatestFiniteMagnitude, Double.greatestFiniteMagnitude): "the finite numbers"
  case (Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude): "the numbers above 0"
  case (let low, Double.greatestFiniteMagnitude): "the numbers of at least \(short(low))"
  case (-Double.greatestFiniteMagnitude, let high): "the numbers of at most \(short(high))"
  case (Double.leastNonzeroMagnitude, let high): "the numbers above 0 and up to \(short(high))"
  case (let low, let high): "\(short(low))...\(short(high))"
  }
}

func describe(_ range: ClosedRange<Int>) -> String {
  switch (range.lowerBound, range.upperBound) {
  case (Int.min, Int.max): "the whole numbers"
  case (let low, Int.max): "\(low) or more"
  case (Int.min, let high): "\(high) or less"
  case (let low, let high): low == high ? "\(low)" : "\(low)...\(high)"
  }
}

private func short(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
}

/// The number of single-letter insertions, deletions, replacements and swaps of neighbours that turn one word into
/// another (optimal string alignment).
public func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first.lowercased())
  let b = Array(second.lowercased())
  var rows = [Array(0...b.count)]
  for i in 0..<a.count {
    var row = [i + 1]
    for j in 0..<b.count {
      var cost = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, rows[i - 1][j - 1] + 1) }
      row.append(cost)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}

/// The word most like `word`, or nil when none is within a third of its letters (at least two).
public func nearest(_ word: String, among words: [String]) -> String? {
  guard word.count <= 100 else { return nil }
  let ranked = words.map { (word: $0, distance: editDistance(word, $0)) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(2, word.count / 3) ? best.word : nil
}
