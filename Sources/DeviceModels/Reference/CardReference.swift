package import StrictYAML

/// The reference of a card's fields, as `mortal device schema` prints it and docs/card-fields.md holds it.
///
/// Kinds, ranges, defaults and words are what the decoder asks for while it reads ``CardSpecimens``; meanings are those of
/// ``CardMeanings``. ``differences`` names what only one of both knows.
package struct CardReference {
  private let survey: YAMLSurvey

  /// - Throws: what the decoder has against a specimen.
  package init() throws {
    let survey = YAMLSurvey()
    for (index, text) in CardSpecimens.texts.enumerated() {
      _ = try DeviceCard(YAMLDocument(text: text, file: "specimen \(index + 1)"), survey: survey)
    }
    self.survey = survey
  }

  /// Where decoder and meanings do not agree, and ways of the decoder that no specimen goes; empty when all is well.
  package var differences: [String] {
    let asked = Set(fields.map(\.path))
    let explained = CardMeanings.all.flatMap(\.fields).map(\.path)
    return asked.subtracting(explained).sorted().map { "the decoder reads '\($0)', which has no meaning" }
      + Set(explained).subtracting(asked).sorted().map { "the decoder does not read '\($0)'" }
      + Dictionary(grouping: explained) { $0 }.filter { $0.value.count > 1 }.keys.sorted().map {
        "'\($0)' stands twice"
      }
      + survey.neverGiven.map { "no specimen has '\($0)'" }
      + survey.neverChosen.filter { !Self.freeWords.contains(String($0.prefix { $0 != ":" })) }.map {
        "no specimen has '\($0)'"
      }
  }

  /// What a decoder asks for in a card, in the terms of the reference, that is not in it.
  package func missing(from card: YAMLDocument) throws -> [String] {
    let survey = YAMLSurvey()
    _ = try DeviceCard(card, survey: survey)
    let known = Set(self.survey.keys.map(\.path))
    return survey.keys.map(\.path).filter { !known.contains($0) }
  }

  /// Choices whose words lead the decoder no other way.
  private static let freeWords: Set<String> = ["technology", "sources[].evidence"]

  /// Entries of lists are told with their lists.
  private var fields: [YAMLSurvey.Key] { survey.keys.filter { !$0.path.hasSuffix("[]") } }

  private func key(_ path: String) -> YAMLSurvey.Key? { survey.keys.first { $0.path == path } }

  /// What a field holds, in a word or two.
  private func kind(_ key: YAMLSurvey.Key) -> String {
    if let form = key.kinds.first(where: Self.forms.contains) { return "[\(form)](#\(form))" }
    if key.kinds.first == "list", let entry = self.key(key.path + "[]") { return "list of " + plural(kind(entry)) }
    return key.kinds.joined(separator: " or ")
  }

  private func plural(_ kind: String) -> String {
    kind.hasPrefix("value ")
      ? "values " + kind.dropFirst(6)
      : kind.hasPrefix("list ")
        ? "lists " + kind.dropFirst(5)
        : kind + "s"
  }

  private static let forms: Set<String> = ["curve", "formula"]

  /// The decoder's word for numbers without limits.
  private static let anyNumber = "the finite numbers"

  private func allowed(_ key: YAMLSurvey.Key) -> String {
    if !key.words.isEmpty { return key.words.map { "`\($0)`" }.joined(separator: ", ") }
    guard key.kinds.first == "list" else { return key.allowed == Self.anyNumber ? "" : key.allowed }
    var parts: [String] = []
    if !key.allowed.isEmpty { parts.append(key.allowed == "1" ? "1 entry" : "\(key.allowed) entries") }
    if let entry = self.key(key.path + "[]") {
      let inner = allowed(entry)
      if !inner.isEmpty { parts.append(entry.kinds.first == "list" ? "each of \(inner)" : inner) }
    }
    return parts.joined(separator: "; ")
  }

  private func fallback(_ key: YAMLSurvey.Key) -> String {
    if let fallback = key.fallback { return "`\(fallback)`" }
    return key.isRequired && !key.isOptional ? "required" : "–"
  }

  /// docs/card-fields.md.
  package var markdown: String {
    var text = """
      # Fields of a device card

      <!-- Made by `mortal device schema --markdown`; a test compares it with the program and with what the decoder reads. -->

      A device card is a YAML file: one of `Devices/`, or your own, given by its path wherever a card's name may stand. An
      unknown key, a wrong kind, a value or a unit that is not allowed is an error with file, line and column. Quantities
      have their unit (`25 uS`, `100 ns`). Required fields are required where their part, law or model is used; `–` stands
      where a field may be left out and nothing takes its place. `a[].b` is field `b` of every entry of the list `a`. Keys
      that begin with `x-` at the top are your own, for YAML's anchors. Cards made from measured tables:
      [own-device.md](own-device.md).


      """
    for part in CardMeanings.all {
      text += "## " + (part.section.isEmpty ? "Top" : part.section) + "\n\n"
      if !part.meaning.isEmpty { text += part.meaning + "\n\n" }
      text += "| field | kind | default | allowed | meaning |\n|---|---|---|---|---|\n"
      for field in part.fields {
        guard let key = key(field.path) else { continue }
        text +=
          "| `\(field.path)` | \(kind(key)) | \(fallback(key)) | \(field.allowed ?? allowed(key)) | \(field.meaning) |\n"
      }
      text += "\n"
    }
    return String(text.dropLast())
  }

  /// For a terminal.
  package var plainText: String {
    var text = ""
    for part in CardMeanings.all {
      text += (text.isEmpty ? "" : "\n") + (part.section.isEmpty ? "top" : part.section) + "\n"
      for field in part.fields {
        guard let key = key(field.path) else { continue }
        let plain = "\(kind(key)); \(fallback(key)); \(field.allowed ?? allowed(key))"
          .replacing("`", with: "").replacing("[curve](#curve)", with: "curve")
          .replacing("[formula](#formula)", with: "formula").replacing("; –", with: "")
        text += "  \(field.path)    (\(plain.hasSuffix("; ") ? String(plain.dropLast(2)) : plain))\n"
        text += "      \(field.meaning.replacing("`", with: ""))\n"
      }
    }
    return text
  }
}
