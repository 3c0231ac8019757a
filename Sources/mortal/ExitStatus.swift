import CardFitting
import Crossbar
import Datasets
import DeviceModels
import Energy
import ExperimentFiles
import ExperimentReports
import Experiments
import Lab
import Learning
import Matrices
import NumPyFiles
import OutputFiles
import Periphery
import Reports
import RunStore
import Statistics
import StrictYAML
import TextTables
import Units
import Waveforms
import Wires
import Workbench

/// What the program tells the shell.
enum ExitStatus: Int32, Sendable {
  case usage = 64
  case badData = 65
  case missingInput = 66
  case fault = 70

  /// The status of an error; one that no room knows is a fault of the program.
  init(of error: any Error) {
    switch error {
    case WorkbenchError.notFinite, WorkbenchError.saturated: self = .badData
    case NPYError.missing: self = .missingInput
    case is NPYError: self = .badData
    case DeviceModelsError.unknownCard, DeviceModelsError.noLibrary: self = .missingInput
    case is DeviceModelsError: self = .badData
    case WaveformError.unknownModel: self = .missingInput
    case WaveformError.badVoltage, WaveformError.outOfRange: self = .usage
    case is WaveformError: self = .badData
    case FittingError.option: self = .usage
    case FittingError.missing: self = .missingInput
    case is FittingError: self = .badData
    case ExperimentError.missing, StoreError.missing, StoreError.unknownExperiment, YAMLError.missingFile,
      DatasetError.unreadable, DatasetError.notFetched,
      DatasetError.missingFile:
      self = .missingInput
    case ExperimentFileError.badOption, ExperimentFileError.outOfRange, ExperimentError.reserved,
      ExperimentError.notForTraining, ExperimentReportError.severalExperiments, is WorkbenchError,
      DatasetError.unknownDataset,
      DatasetError.invalidURL, DatasetError.invalidCount, DatasetError.tooFewSamples:
      self = .usage
    case TableError.missing: self = .missingInput
    case OutputError.emptyPath, OutputError.wrongEnding: self = .usage
    case is LabError: self = .usage
    case StoreError.noShares, StoreError.noQueue: self = .missingInput
    case EnergyError.noLibrary, EnergyError.unknownTechnology: self = .missingInput
    case EnergyError.outOfRange: self = .usage
    case is EnergyError: self = .badData
    case StoreError.badShare, StoreError.outOfRange: self = .usage
    case is StoreError, is CrossbarError, is PeripheryError, is StatisticsError, is YAMLError, is UnitsError,
      is WiresError,
      is LearningError, is ReportError, is StoreError, is DatasetError,
      is ExperimentFileError, is ExperimentError, is ExperimentReportError, is TableError, is OutputError,
      is MemoryShortage, is InputChanged:
      self = .badData
    default: self = .fault
    }
  }
}
