/// A look at the raw text before it is composed, for the two ways in which a small text can exhaust a machine: very
/// deep nesting (the composer recurses) and aliases of aliases (comparing such keys takes exponential time).
///
/// The bounds are far above any real configuration: 64 open flow brackets, 64 block indicators in front of one value,
/// 1000 words in alias position, and 20 where a list, a mapping or an alias may be a key.
struct YAMLPrescan {
  /// The line (from 1) at which the text is refused, or nil.
  let refusedLine: Int?

  init(_ text: String) {
    var line = 1
    var brackets = 0
    var aliases = 0
    var indicators = 0
    var atToken = true
    var previous: UInt8 = 10
    var refused: Int?
    // What ends a list, a mapping or an alias and is followed by a colon is a key, and so is what a ? begins.
    var hasCompoundKeys = false
    var endsCompound = false
    var isAlias = false
    for byte in text.utf8 {
      // A word that starts with * where a value may start.
      if previous == UInt8(ascii: "*"), atToken, byte > 32, byte != UInt8(ascii: "*") {
        aliases += 1
        isAlias = true
      }
      switch byte {
      case UInt8(ascii: ":") where endsCompound: hasCompoundKeys = true
      case UInt8(ascii: "?") where atToken: hasCompoundKeys = true
      case UInt8(ascii: "]"), UInt8(ascii: "}"): (endsCompound, isAlias) = (true, false)
      case 9, 32: (endsCompound, isAlias) = (endsCompound || isAlias, false)
      case 10, 13: (endsCompound, isAlias) = (false, false)
      default: endsCompound = false
      }
      switch byte {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: "["), UInt8(ascii: "{"): brackets += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): brackets = max(0, brackets - 1)
      default: break
      }
      // "- - - ? ? -" nests one level per indicator; any other word ends the run.
      if byte == 32, previous == UInt8(ascii: "-") || previous == UInt8(ascii: "?") || previous == UInt8(ascii: ":") {
        indicators += 1
      } else if byte > 32, byte != UInt8(ascii: "-"), byte != UInt8(ascii: "?"), byte != UInt8(ascii: ":") {
        indicators = 0
      }
      if byte != UInt8(ascii: "*") {
        atToken = [
          9, 10, 13, 32, UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"),
          UInt8(ascii: "-"), UInt8(ascii: "?"),
        ].contains(byte)
      }
      if brackets > YAMLNode.deepest || aliases > (hasCompoundKeys ? 20 : 1000) || indicators > YAMLNode.deepest {
        refused = line
        break
      }
      previous = byte
    }
    refusedLine = refused
  }
}
