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
  /// The same class by class.
  case goodnessByClass
  /// Weights of units of the first layer, as images.
  case receptiveFields
  /// Error of every donor's weights on every recipient.
  case copyMatrix
  /// Correlation of a copy's outputs with the donor's, layer by layer.
  case layerCorrelation
  /// Error against the generation of a chain of copies.
  case chain
  /// Mortality index of every learner.
  case mortality
  /// Half-dose of mortality of every swept difference between chips and learner.
  case halfDose
  /// Mortality index against error at home, a curve for each way of training.
  case lifetimes
  /// Error after a remedy against what it took.
  case resurrection
  /// Error on a thief's chip against what it stole.
  case theft
  /// Error of a recipient against training images seen.
  case reincarnation
  /// Error against time since programming.
  case ageing
  /// Error against the temperature of operation, and of a bake.
  case temperature
  /// Error against write cycles.
  case endurance
  /// Test error against vectors read, write pulses and joules.
  case budgets
  /// Where energy goes, learner by learner.
  case energy
  /// Weights of a chip's first layer, and their errors.
  case weightMaps

  /// What it shows, in a few words.
  package var meaning: String {
    switch self {
    case .learningCurves: "test error against epoch"
    case .errorByLearner: "test error of every learner, at home and on copies"
    case .errorAgainstSweep: "test error against the swept field"
    case .goodness: "goodness of positive and negative data, layer by layer"
    case .goodnessByClass: "the same class by class, a figure a layer"
    case .receptiveFields: "weights of units of the first layer, as images"
    case .copyMatrix: "error of every donor's weights on every recipient"
    case .layerCorrelation: "correlation of a copy's outputs with the donor's, layer by layer"
    case .chain: "error against the generation of a chain of copies"
    case .mortality: "mortality index of every learner"
    case .halfDose: "half-dose of mortality: how large a difference between chips takes half of what was learned"
    case .lifetimes: "mortality index against error at home"
    case .resurrection: "error of a copy after a remedy, against the images that it took"
    case .theft: "error on a thief's chip against what was stolen"
    case .reincarnation: "error of a recipient against training images seen"
    case .ageing: "error against time since programming"
    case .temperature: "error against the temperature of operation, and of a bake"
    case .endurance: "error against write cycles"
    case .budgets: "test error against vectors read, write pulses and joules"
    case .energy: "where the energy of training goes, learner by learner"
    case .weightMaps: "weights of a chip's first layer and their errors"
    }
  }
}
