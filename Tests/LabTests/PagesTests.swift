import Foundation
import Lab
import Testing

/// What can be seen of the pages without a browser.
@Suite struct PagesTests {
  private func texts(_ name: String) throws -> [String: String] {
    try JSONDecoder().decode([String: String].self, from: Data(try #require(Pages.text(name)).utf8))
  }

  private let modules = Pages.names.filter { $0.hasSuffix(".js") }

  /// Both languages have the same texts with the same values in them.
  @Test func languagesAgree() throws {
    let (english, german) = (try texts("en.json"), try texts("de.json"))
    #expect(Set(english.keys) == Set(german.keys) && english.count > 300)
    for (name, text) in english {
      let other = german[name] ?? ""
      func values(_ text: String) -> Set<String> { Set(text.matches(of: /\{(\w+)\}/).map { String($0.1) }) }
      func terms(_ text: String) -> Set<String> { Set(text.matches(of: /\[\[(\w+)\|/).map { String($0.1) }) }
      #expect(values(text) == values(other) && terms(text) == terms(other), "\(name)")
      #expect(!other.isEmpty && terms(text).allSatisfy { english["term.\($0)"] != nil }, "\(name)")
      // What is put into a page as markup holds no more than a few harmless marks.
      for tag in (text + other).matches(of: /<\/?([^ >]*)[^>]*>/) {
        #expect(["b", "i", "sub", "sup"].contains(String(tag.1)) && !tag.0.contains(" "), "\(name): \(tag.0)")
      }
    }
  }

  /// Every text that a page asks for by its whole name is there.
  @Test func textsThatAreAskedForAreThere() throws {
    let english = try texts("en.json")
    var asked = 0
    for module in modules {
      for match in try #require(Pages.text(module)).matches(of: /\bt\('([a-zA-Z0-9.µ-]+)'[,)]/) {
        #expect(english[String(match.1)] != nil, "\(module): \(match.1)")
        asked += 1
      }
    }
    #expect(asked > 200)
  }

  /// The static pages are all modules in one script: each is in the list after what it needs, imports are single lines, and
  /// no name is taken twice.
  @Test func modulesFitIntoOneScript() throws {
    #expect(Set(LabExport.modules) == Set(modules) && modules.count == LabExport.modules.count)
    var names: [String: String] = [:]
    for (place, module) in LabExport.modules.enumerated() {
      for line in try #require(Pages.text(module)).split(separator: "\n") {
        if line.hasPrefix("import ") {
          let needed = try #require(line.firstMatch(of: /from '\.\/([\w-]+\.js)';$/), "\(module): \(line)")
          let other = try #require(LabExport.modules.firstIndex(of: String(needed.1)))
          #expect(other < place && !line.contains(" as "), "\(module) needs \(needed.1)")
        }
        if let match = line.firstMatch(of: /^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/) {
          #expect(names.updateValue(module, forKey: String(match.1)) == nil, "\(match.1) in \(module)")
        }
      }
    }
    #expect(names.count > 60)
  }

  /// Nothing is asked of another host.
  @Test func nothingIsLoadedFromElsewhere() throws {
    for name in Pages.names {
      let text = try #require(Pages.text(name)).replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!text.contains("http://") && !text.contains("https://") && !text.contains("//cdn"), "\(name)")
    }
  }
}
