import ArgumentParser
import Workbench

struct DeviceCommandList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the device cards.",
    discussion: """
      Cards are looked for in the folder that MORTAL_DEVICES names, then in Devices here and above the program.
      Example: mortal device list --json
      """)

  @Flag(help: "Print one JSON array.") var json = false

  func run() throws {
    let cards = try DeviceListing.all()
    if json {
      print(try JSONText.of(cards))
    } else {
      for card in cards { print(card.line) }
    }
  }
}

struct DeviceCommandShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows every value of a card and its source.",
    discussion: "Example: mortal device show rram-milo2021 --json")

  @Argument(help: "A card's name, or the path of a .yaml file.") var card: String
  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let description = try DeviceDescription(nameOrPath: card)
    if json {
      print(try JSONText.of(description))
    } else {
      for line in description.lines { print(line) }
    }
  }
}
