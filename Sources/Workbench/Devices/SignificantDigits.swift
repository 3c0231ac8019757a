internal import Foundation

/// A number with five significant digits, for tables.
func significant(_ value: Double) -> String { String(format: "%.5g", value) }
