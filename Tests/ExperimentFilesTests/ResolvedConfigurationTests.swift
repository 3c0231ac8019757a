import ExperimentFiles
import Foundation
import StrictYAML
import Testing

struct ResolvedConfigurationTests {
  @Test func yamlReadsBack() throws {
    let file = try experiment(
      """
      data: {source: "a dir/with: colon"}
      network: {hidden: [12, 7]}
      learner: {rate: 0.1, rateSearch: [0.01, 1e-05], label: "none, \\"really\\""}
      chip: {age: 1 d, temperature: 312.5 K, card: "007"}
      ageing: {times: [1 s, 3600 s]}
      """)
    let again = try experiment(file.base.yaml())
    #expect(again.base.entries.map(\.value) == file.base.entries.map(\.value))
    #expect(again.base.canonicalText == file.base.canonicalText)
    #expect(file.base.yaml().contains("  train: 10000  # default\n"))
    #expect(file.base.yaml().contains("  age: 86400.0 s\n"))
  }

  @Test func jsonHasOriginAndValue() throws {
    struct Field: Decodable, Equatable {
      let value: String
      let origin: String
    }
    let file = try experiment("chip: {age: 1 d}")
    let fields = try JSONDecoder().decode([String: Field].self, from: Data(try file.base.json().utf8))
    #expect(fields.count == ConfigurationSchema.fields.count)
    #expect(fields["chip.age"] == Field(value: "86400.0 s", origin: "file"))
    #expect(fields["seed"] == Field(value: "1", origin: "default"))
  }

  @Test func canonicalTextIsSortedAndComplete() {
    let lines = ResolvedConfiguration().canonicalText.split(separator: "\n").dropFirst()
    let paths = lines.compactMap { $0.split(separator: "=").first.map(String.init) }
    #expect(paths == paths.sorted())
    #expect(Set(paths) == Set(ConfigurationSchema.fields.filter(\.bearsOnResults).map(\.path)))
  }

  @Test func everyDefaultIsAllowed() throws {
    for field in ConfigurationSchema.fields {
      let text = "\(field.path): \(field.defaultValue.canonicalText)"
      let file = try experiment(text)
      #expect(file.base.value(at: field.path) == field.defaultValue, "\(text)")
      #expect(!field.meaning.isEmpty && field.meaning.last == ".", "\(field.path) is explained in sentences")
    }
  }

  @Test func referenceNamesEveryField() {
    let (markdown, plain) = (ConfigurationReference.markdown(figures: []), ConfigurationReference.plainText())
    for field in ConfigurationSchema.fields {
      #expect(markdown.contains("| `\(field.path)` |") && plain.contains("  \(field.path) = "))
    }
  }
}
