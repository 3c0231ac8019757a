import ExperimentReports
import Foundation
import TestSupport
import Testing

/// Numbers in the READMEs of experiments with recorded results are those of the results: every line of a table between
/// `<!-- NAME.csv -->` and `<!-- end -->` is a line of `mortal report NAME.csv --format markdown`.
struct RecordedExperimentsTests {
  private static let recorded: [URL] = {
    ShippedExperiments.names.flatMap { name -> [URL] in
      let folder = ShippedExperiments.folder.appendingPathComponent(name)
      let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
      return files.filter { $0.pathExtension == "csv" && $0.lastPathComponent != "expected.csv" }
    }.sorted { $0.path < $1.path }
  }()

  @Test func thereAreSome() { #expect(!Self.recorded.isEmpty) }

  @Test(arguments: recorded) func readmeSaysWhatWasMeasured(csv: URL) throws {
    let scratch = try ScratchDirectory()
    try RecordedResults.enter(csv, of: RecordedResults.experiment(of: csv), into: scratch.url)
    let lines = Set(try ExperimentReport(in: scratch.url).markdown().split(separator: "\n").map(String.init))
    let readme = csv.deletingLastPathComponent().appendingPathComponent("README.md")
    let text = try String(contentsOf: readme, encoding: .utf8)
    let parts = text.components(separatedBy: "<!-- \(csv.lastPathComponent) -->").dropFirst()
    #expect(!parts.isEmpty, "\(readme.path) says nothing of \(csv.lastPathComponent)")
    for part in parts {
      let table = part.components(separatedBy: "<!-- end -->")[0].split(separator: "\n").map(String.init)
      let rows = table.filter { $0.hasPrefix("|") }
      #expect(rows.count > 2)
      for row in rows { #expect(lines.contains(row), "\(readme.path): \(row)") }
    }
  }
}
