internal import GRDB

/// What the complete runs of an experiment were made with: versions of the program, and kernels of OpenBLAS.
package struct RunMakings: Sendable, Equatable {
  /// Runs that were made alike.
  package struct Part: Sendable, Equatable {
    /// Nil where it was not recorded.
    package var program: String?
    package var kernels: String?
    package var count: Int

    /// `0.1.0+1a2b3c4d5e6f, SkylakeX`.
    package var text: String {
      let parts = [program, kernels].compactMap(\.self).filter { !$0.isEmpty }
      return parts.isEmpty ? "not recorded" : parts.joined(separator: ", ")
    }
  }

  /// The most frequent first.
  package var parts: [Part]

  /// Kernels that were recorded, each once.
  package var kernels: [String] { Set(parts.compactMap(\.kernels).filter { !$0.isEmpty }).sorted() }

  /// What was made with what, for a reader: `0.1.0, SkylakeX: 35 runs`.
  package var text: String {
    parts.map { "\($0.text): \($0.count) \($0.count == 1 ? "run" : "runs")" }.joined(separator: "; ")
  }

  /// What must be said where runs were made with different programs or kernels; nil where they were not.
  package var mixture: String? {
    guard parts.count > 1 else { return nil }
    return "runs were made with different versions of the program or kernels of OpenBLAS, whose numbers may differ "
      + "(\(text)); OPENBLAS_CORETYPE chooses kernels, another --output keeps results apart"
  }
}

extension ResultStore {
  /// What the complete runs of a selection were made with.
  package func makings(of selection: RunSelection) throws -> RunMakings {
    try read { db in
      RunMakings(
        parts: try Row.fetchAll(
          db,
          sql: """
            SELECT program, kernels, count(*) AS count FROM runs
            WHERE state = 'complete' AND number IN \(selection.members)
            GROUP BY program, kernels ORDER BY count DESC, program, kernels
            """, arguments: selection.arguments()
        ).map { row in
          RunMakings.Part(
            program: try row.decode(forColumn: "program"), kernels: try row.decode(forColumn: "kernels"),
            count: try row.decode(forColumn: "count"))
        })
    }
  }
}
