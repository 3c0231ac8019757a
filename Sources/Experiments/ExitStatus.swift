internal import Crossbar
internal import Datasets
internal import DeviceModels
internal import Learning
internal import NumPyFiles
internal import Periphery
internal import Reports
internal import Statistics
internal import StrictYAML
internal import Units
internal import Wires

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
    case TrainingFileError.missing, StoreError.missing, StoreError.unknownStudy, YAMLError.missingFile, DatasetError.unreadable,
      DatasetError.missingFile:
      self = .missingInput
    case is SettingError, StudyError.severalStudies, ExperimentError.badOption, DatasetError.unknownDataset,
      DatasetError.invalidURL, DatasetError.invalidCount, DatasetError.tooFewSamples:
      self = .usage
    case is CrossbarError, is PeripheryError, is StatisticsError, is YAMLError, is UnitsError, is WiresError,
      is LearningError, is ReportError, is StoreError, is DatasetError,
      is ExperimentError, is StudyError, is TrainingFileError:
      self = .badData
    default: return nil
    }
  }
}
