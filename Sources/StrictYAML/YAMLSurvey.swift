/// What readers of one or more documents ask for: every key, what it may hold, and what stands in for it.
///
/// References of file formats are made from a survey, so that they cannot say anything but what the decoder does. A
/// reader asks only for the keys of the way that it takes; whether documents have led it along every way can be told
/// from ``neverGiven`` and ``neverChosen``.
package final class YAMLSurvey {
  /// One key.
  package struct Key: Sendable, Equatable {
    /// Keys from the root, `[]` for the entries of a list: `pulse.deviceToDevice.step`, `sources[].paper`.
    package let path: String
    /// What it holds, in the order in which readers tried: `number`, `conductance`, `list`.
    package internal(set) var kinds: [String] = []
    /// The values allowed; empty when all of the kind are.
    package internal(set) var allowed = ""
    /// What stands in for a missing key; nil when nothing does.
    package internal(set) var fallback: String?
    /// Whether a reader refuses a mapping without the key.
    package internal(set) var isRequired = false
    /// Whether a reader asks first whether it is there.
    package internal(set) var isOptional = false
    /// Whether a document had it.
    package internal(set) var isGiven = false
    /// The words allowed, and those that documents had.
    package internal(set) var words: [String] = []
    package internal(set) var chosen: Set<String> = []
  }

  /// In the order of asking.
  package private(set) var keys: [Key] = []
  private var places: [String: Int] = [:]
  private var forms: [(path: String, name: String)] = []

  package init() {}

  /// Keys that some reader looked for and no document had.
  package var neverGiven: [String] { keys.filter { !$0.isGiven && !$0.path.hasSuffix("[]") }.map(\.path) }

  /// Words that some key may hold and no document had, as `path: word`.
  package var neverChosen: [String] {
    keys.flatMap { key in key.words.filter { !key.chosen.contains($0) }.map { "\(key.path): \($0)" } }
  }

  /// Everything below `path` is described once, under `name`, wherever it stands.
  func name(_ path: String, as name: String) {
    forms.removeAll { $0.path == path }
    forms.append((path, name))
    note(path) { if !$0.kinds.contains(name) { $0.kinds.append(name) } }
  }

  func note(_ path: String, _ change: (inout Key) -> Void) {
    guard !path.isEmpty else { return }
    let path = shared(path)
    if places[path] == nil {
      places[path] = keys.count
      keys.append(Key(path: path))
    }
    if let place = places[path] { change(&keys[place]) }
  }

  func note(_ path: String, kind: String, allowed: String = "", words: [String] = []) {
    note(path) { key in
      if !key.kinds.contains(kind) { key.kinds.append(kind) }
      if key.allowed.isEmpty { key.allowed = allowed }
      if key.words.isEmpty { key.words = words }
    }
  }

  /// The path below the innermost named form, without indices.
  private func shared(_ path: String) -> String {
    let form = forms.filter { path.hasPrefix($0.path + ".") }.max { $0.path.count < $1.path.count }
    let tail = form.map { $0.name + path.dropFirst($0.path.count) } ?? path
    var text = ""
    var isInside = false
    for character in tail {
      if character == "]" { isInside = false }
      if !isInside { text.append(character) }
      if character == "[" { isInside = true }
    }
    return text
  }
}
