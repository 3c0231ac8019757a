internal import Foundation

/// The distribution of the Anderson–Darling statistic for a distribution without fitted parameters.
///
/// Source: the limit by the series of T. W. Anderson, D. A. Darling, J. Am. Stat. Assoc. 49, 765 (1954); what a finite
/// n adds by the fit of G. Marsaglia, J. Marsaglia, J. Stat. Softw. 9(2), 2004, doi 10.18637/jss.v009.i02.
public enum AndersonDarlingDistribution {
  /// The probability of a statistic of at least `z` from n values.
  public static func survival(_ z: Double, n: Int) -> Double {
    guard z > 0 else { return 1 }
    let limiting = limit(z)
    return min(1, max(0, 1 - (limiting + finiteSize(limiting, Double(n)))))
  }

  /// The limiting cumulative distribution:
  /// √(2π) / z · Σⱼ C(−½, j) (4j + 1) exp(−aⱼ) ∫₀^∞ exp(z / (8 (w² + 1)) − aⱼ w²) dw with
  /// aⱼ = (4j + 1)² π² / (8 z), to about 1e-13.
  private static func limit(_ z: Double) -> Double {
    guard z < 40 else { return 1 }
    var sum = 0.0
    var binomial = 1.0
    for j in 0..<60 {
      let odd = Double(4 * j + 1)
      let a = odd * odd * Double.pi * Double.pi / (8 * z)
      if a > 80 { break }
      sum += binomial * odd * exp(-a) * integral(z, a)
      binomial *= (-0.5 - Double(j)) / Double(j + 1)
    }
    return (2 * Double.pi).squareRoot() / z * sum
  }

  /// The integral by the trapezoidal rule, which converges exponentially for a smooth even function.
  private static func integral(_ z: Double, _ a: Double) -> Double {
    let step = min(0.1, 0.2 / a.squareRoot())
    var sum = 0.5 * exp(z / 8)
    var w = step
    while a * w * w < 45 {
      sum += exp(z / (8 * (w * w + 1)) - a * w * w)
      w += step
    }
    return sum * step
  }

  /// What a finite n adds to the limiting probability x.
  private static func finiteSize(_ x: Double, _ n: Double) -> Double {
    if x > 0.8 {
      // The published constant is −130.2137, with which 6e-4 / n would remain where x is 1.
      return polynomial(x, [-130.2131, 745.2337, -1705.091, 1950.646, -1116.360, 255.7844]) / n
    }
    let boundary = 0.01265 + 0.1757 / n
    if x < boundary {
      let t = x / boundary
      return t.squareRoot() * (1 - t) * (49 * t - 102)
        * (0.0037 / (n * n) + 0.00078 / n + 0.00006) / n
    }
    let t = (x - boundary) / (0.8 - boundary)
    return polynomial(t, [-0.00022633, 6.54034, -14.6538, 14.458, -8.259, 1.91864])
      * (0.04213 + 0.01365 / n) / n
  }

  private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
    coefficients.reversed().reduce(0) { $0 * x + $1 }
  }
}
