/// Texts and numbers in gnuplot's syntax.
enum GnuplotText {
  /// A string literal whose characters are shown as they are.
  ///
  /// The characters that mean something in gnuplot's enhanced text (`^ _ { } @ & ~ \`) get a backslash, then what means
  /// something in a double-quoted string; a back quote, which would run a command, is written by its number. (In single
  /// quotes gnuplot 5.4 takes `'''a'` for an empty string followed by garbage.) Control characters become blanks.
  static func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "`": result += "\\140"
      case "\\": result += #"\\\\"#
      case "^", "_", "{", "}", "@", "&", "~": result += #"\\"# + String(scalar)
      default: result += isControl(scalar) ? " " : String(scalar)
      }
    }
    return result + "\""
  }

  /// As `literal`, for tick labels, where gnuplot also reads `%` as a number format.
  static func tickLabel(_ text: String) -> String { literal(text.replacing("%", with: "%%")) }

  /// A comment line of a data file.
  static func comment(_ text: String) -> String {
    var result = "# "
    result.unicodeScalars.append(contentsOf: text.unicodeScalars.map { isControl($0) ? " " : $0 })
    return result
  }

  /// A number; `NaN` where there is none, which gnuplot leaves out.
  static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "NaN" }

  /// Numbers of one line of a data block.
  static func line(_ values: Double...) -> String { values.map(number).joined(separator: " ") }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 32 || scalar.value == 127 }
}
