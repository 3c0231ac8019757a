/// A figure that a report may show.
package enum ReportFigure: String, Sendable, CaseIterable, Codable {
  /// Test error against epoch.
  case learningCurves
  /// Test error of every learner, at home and on copies.
  case errorByLearner
  /// Test error against the swept field.
  case errorAgainstSweep
  /// Goodness of positive and negative data, layer by layer.
  case goodness
  /// Error of every donor's weights on every recipient.
  case copyMatrix
  /// Correlation of a copy's outputs with the donor's, layer by layer.
  case layerCorrelation
  /// Error against the generation of a chain of copies.
  case chain
  /// Mortality index of every learner.
  case mortality
  /// Error of a recipient against training images seen.
  case reincarnation
  /// Error against time since programming.
  case ageing
  /// Error against the temperature of operation, and of a bake.
  case temperature
  /// Error against write cycles.
  case endurance
  /// Weights of a chip's first layer, and their errors.
  case weightMaps

  /// What it shows, in a few words.
  package var meaning: String {
    switch self {
    case .learningCurves: "test error against epoch"
    case .errorByLearner: "test error of every learner, at home and on copies"
    case .errorAgainstSweep: "test error against the swept field"
    case .goodness: "goodness of positive and negative data, layer by layer"
    case .copyMatrix: "error of every donor's weights on every recipient"
    case .layerCorrelation: "correlation of a copy's outputs with the donor's, layer by layer"
    case .chain: "error against the generation of a chain of copies"
    case .mortality: "mortality index of every learner"
    case .reincarnation: "error of a recipient against training images seen"
    case .ageing: "error against time since programming"
    case .temperature: "error against the temperature of operation, and of a bake"
    case .endurance: "error against write cycles"
    case .weightMaps: "weights of a chip's first layer and their errors"
    }
  }
}
