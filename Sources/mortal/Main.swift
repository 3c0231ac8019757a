import ArgumentParser
import Experiments
import Foundation
import Matrices
import Provenance

/// The program: parses, runs, and turns every error into one message and an exit code.
@main
enum Main {
  static func main() {
    BLAS.restartWithFittingCore()
    Fault.watch()
    var command: any ParsableCommand
    do { command = try Mortal.parseAsRoot() } catch { Mortal.exit(withError: error) }
    do {
      try command.run()
    } catch let error
      where error is ExitCode || error is ValidationError || Mortal.exitCode(for: error) == .success
    {
      // Help and version come as errors of the parser's own that mean success.
      Mortal.exit(withError: error)
    } catch {
      let status = ExitStatus(of: error)
      FileHandle.standardError.write(Data("mortal: \(error)\n".utf8))
      exit(status.rawValue)
    }
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
      WiresCommand.self, DatasetCommand.self, BenchCommand.self,
    ])
}
