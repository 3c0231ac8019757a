import Foundation

/// Mean, standard deviation and standard errors of a sample.
struct SampleMoments {
  let count: Int
  let mean: Double
  let deviation: Double
  /// Standard error of the mean, and of the deviation from the fourth moment.
  let meanError: Double
  let deviationError: Double

  init(_ values: [Float]) {
    let n = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / n
    var second = 0.0
    var fourth = 0.0
    for value in values {
      let square = (Double(value) - mean) * (Double(value) - mean)
      second += square
      fourth += square * square
    }
    count = values.count
    self.mean = mean
    deviation = (second / (n - 1)).squareRoot()
    meanError = deviation / n.squareRoot()
    let variance = second / n
    deviationError = (max(fourth / n - variance * variance, 0) / (4 * variance * n)).squareRoot()
  }
}

/// The p value of the one-sample Kolmogorov–Smirnov test against a normal distribution (asymptotic series).
func kolmogorovSmirnov(_ values: [Float], mean: Double, deviation: Double) -> Double {
  let sorted = values.sorted()
  let n = Double(sorted.count)
  var largest = 0.0
  for (index, value) in sorted.enumerated() {
    let cumulative = 0.5 * erfc(-(Double(value) - mean) / (deviation * 2.0.squareRoot()))
    largest = max(largest, cumulative - Double(index) / n, Double(index + 1) / n - cumulative)
  }
  let x = largest * n.squareRoot()
  var p = 0.0
  for k in 1...100 {
    let term = exp(-2 * Double(k * k) * x * x)
    p += (k % 2 == 1 ? 2 : -2) * term
  }
  return min(max(p, 0), 1)
}

/// Pearson's correlation.
func correlation(_ a: [Float], _ b: [Float]) -> Double {
  let n = Double(a.count)
  let ma = a.reduce(0.0) { $0 + Double($1) } / n
  let mb = b.reduce(0.0) { $0 + Double($1) } / n
  var ab = 0.0
  var aa = 0.0
  var bb = 0.0
  for (x, y) in zip(a, b) {
    ab += (Double(x) - ma) * (Double(y) - mb)
    aa += (Double(x) - ma) * (Double(x) - ma)
    bb += (Double(y) - mb) * (Double(y) - mb)
  }
  return ab / (aa * bb).squareRoot()
}

/// 4.5 standard errors of a share estimated from `count` independent draws.
func shareLimit(_ share: Double, _ count: Int) -> Double { 4.5 * (share * (1 - share) / Double(count)).squareRoot() }

func isNear(_ a: Double, _ b: Double, within tolerance: Double) -> Bool { abs(a - b) < tolerance }
