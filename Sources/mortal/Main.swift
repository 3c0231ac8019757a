import ArgumentParser
import Experiments
import Foundation
import Matrices
import OutputFiles
import Provenance

/// The program: parses, runs, and turns every error into one message and an exit code.
@main
enum Main {
  static func main() {
    Processor.check()
    BLAS.restartWithFittingCore()
    KeptMemory.begin()
    StandardStreams.secure()
    Fault.watch()
    do {
      var command = try Mortal.parseAsRoot()
      try command.run()
      try StandardStreams.finish()
    } catch {
      end(with: error)
    }
  }

  /// What an error means for the shell, after what was printed before it has gone out.
  private static func end(with error: any Error) -> Never {
    let code = Mortal.exitCode(for: error)
    // Help, version, wrong usage and plain exit codes come as errors of the parser's own.
    let isOfParser =
      error is ExitCode || error is ValidationError || code == .success || code == .validationFailure
    var failure: (any Error)? = isOfParser ? nil : error
    let message = isOfParser ? Mortal.fullMessage(for: error) : ""
    if code == .success, !message.isEmpty { print(message) }
    do {
      try StandardStreams.finish()
    } catch OutputError.abandoned where failure == nil || failure is OutputError {
      StandardStreams.endAbandoned()
    } catch {
      failure = failure ?? error
    }
    guard let failure else {
      if code != .success, !message.isEmpty { StandardStreams.error(message + "\n") }
      exit(code.rawValue)
    }
    StandardStreams.error("mortal: \(failure)\n")
    exit(ExitStatus(of: failure).rawValue)
  }
}

struct Mortal: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mortal",
    abstract: "Simulates analog memristor chips, each one different, and trains networks on them.",
    discussion: """
      Example: mortal mvm --card pcm-joshi2020 --serial 7 --weights W.npy --inputs X.npy --output Y.npy

      Exit codes: 0 done, 1 a check failed or runs failed, 64 wrong usage, 65 bad data, 66 missing input, 70 a fault of
      the program.
      """,
    version: ProgramVersion.text,
    subcommands: [
      DemoCommand.self, RunCommand.self, StatusCommand.self, MergeCommand.self, ReportCommand.self, ExportCommand.self,
      ExperimentCommand.self, CompareCommand.self, TrainCommand.self, EvaluateCommand.self, MVMCommand.self,
      ChipCommand.self, DeviceCommand.self,
      WiresCommand.self, DatasetCommand.self, EnergyCommand.self, BenchCommand.self, LabCommand.self,
    ])
}
