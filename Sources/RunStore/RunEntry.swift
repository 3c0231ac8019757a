/// A run as it is entered into a store: its identity, its label and its configuration as text. The store knows no more
/// of what a run is.
package struct RunEntry: Sendable, Equatable, Identifiable {
  /// One field of the configuration.
  package struct Parameter: Sendable, Equatable {
    package var path: String
    package var value: String
    package var isDefault: Bool

    package init(path: String, value: String, isDefault: Bool) {
      self.path = path
      self.value = value
      self.isDefault = isDefault
    }
  }

  package let id: RunID
  /// What sets it apart from the other runs of its experiment.
  package let label: String
  /// In the order of the schema, the same paths for every run.
  package let parameters: [Parameter]

  package init(id: RunID, label: String, parameters: [Parameter]) {
    self.id = id
    self.label = label
    self.parameters = parameters
  }
}
