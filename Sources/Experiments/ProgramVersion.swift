/// The version every result names.
package enum ProgramVersion {
  package static let text = "0.1.0"
}
