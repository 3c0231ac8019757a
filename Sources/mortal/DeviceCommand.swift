import ArgumentParser

/// `mortal device …`: the cards of memory cells.
struct DeviceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "device",
    abstract: "Device cards: list, show, draw conductances and curves, check against the literature, fit.",
    discussion: "Example: mortal device show pcm-joshi2020",
    subcommands: [
      DeviceCommandList.self, DeviceCommandShow.self, DeviceCommandSample.self, DeviceCommandPulse.self,
      DeviceCommandCheck.self, DeviceCommandTrace.self, DeviceCommandSpectrum.self, DeviceCommandFit.self,
      DeviceCommandIV.self, DeviceCommandWaveform.self, DeviceCommandSchema.self,
    ])
}
