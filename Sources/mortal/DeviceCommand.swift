import ArgumentParser

/// `mortal device …`: the cards of memory cells.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Device cards: list and show, draw conductances and update curves, check against the literature.",
    discussion: "Example: mortal device show pcm-joshi2020",
    subcommands: [
      DeviceCommandList.self, DeviceCommandShow.self, DeviceCommandSample.self, DeviceCommandPulse.self,
      DeviceCommandCheck.self,
    ])
}
