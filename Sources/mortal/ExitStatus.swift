import Crossbar
import Datasets
import DeviceModels
import ExperimentFiles
import ExperimentReports
import Experiments
import Learning
import NumPyFiles
import Periphery
import Reports
import RunStore
import Statistics
import StrictYAML
import Units
import Wires
import Workbench

/// What the program tells the shell.
public enum ExitStatus: Int32, Sendable {
  case usage = 64
  case badData = 65
  case missingInput = 66
  case fault = 70

  /// The status of an error of this project's modules; nil for errors of the argument parser, which has its own.
  public init?(of error: any Error) {
    switch error {
    case NPYError.missing: self = .missingInput
    case is NPYError: self = .badData
    case DeviceModelsError.unknownCard, DeviceModelsError.noLibrary: self = .missingInput
    case is DeviceModelsError: self = .badData
    case ExperimentError.missing, StoreError.missing, StoreError.unknownExperiment, YAMLError.missingFile, DatasetError.unreadable,
      DatasetError.missingFile:
      self = .missingInput
    case ExperimentFileError.badOption, ExperimentFileError.outOfRange, ExperimentError.reserved,
      ExperimentError.notForTraining, ExperimentReportError.severalExperiments, is WorkbenchError, DatasetError.unknownDataset,
      DatasetError.invalidURL, DatasetError.invalidCount, DatasetError.tooFewSamples:
      self = .usage
    case is CrossbarError, is PeripheryError, is StatisticsError, is YAMLError, is UnitsError, is WiresError,
      is LearningError, is ReportError, is StoreError, is DatasetError,
      is ExperimentFileError, is ExperimentError, is ExperimentReportError:
      self = .badData
    default: return nil
    }
  }
}
