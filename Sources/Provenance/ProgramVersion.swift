/// The version that every result names.
package enum ProgramVersion {
  /// The version of the last release that this one follows, as CHANGELOG.md has it.
  package static let number = "0.1.0"

  /// The commit that the program was built from, 12 digits, with `.changed` behind them where its sources had changes
  /// that were not committed; empty where it was built outside a clone.
  @inline(never) @_optimize(none)
  package static func commit() -> String { commitOfBuild() }

  /// Number and commit, as semantic versioning has it: `0.1.0+1a2b3c4d5e6f`.
  package static let text = commit().isEmpty ? number : number + "+" + commit()
}
