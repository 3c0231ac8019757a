import Foundation

/// The library's functions in Double, the oracle of the learners' own kernels.
func exponential(_ x: Double) -> Double { exp(x) }
func logarithm(_ x: Double) -> Double { log(x) }
