import ArgumentParser
import DeviceModels

/// `mortal device schema`: every field of a card.
struct DeviceCommandSchema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "The reference of every field of a device card: kind, default, allowed values, meaning.",
    discussion: "Example: mortal device schema --markdown > docs/card-fields.md")

  @Flag(help: "As the page docs/card-fields.md.")
  var markdown = false

  func run() throws {
    let reference = try CardReference()
    print(markdown ? reference.markdown : reference.plainText, terminator: "")
  }
}
