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
