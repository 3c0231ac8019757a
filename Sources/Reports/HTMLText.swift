/// Text made safe for HTML.
enum HTMLText {
  /// Replaces the five characters that mean something in HTML; control characters, which HTML forbids, become blanks.
  static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default:
        if scalar.value < 32 || scalar.value == 127 { result += " " } else { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }
}
