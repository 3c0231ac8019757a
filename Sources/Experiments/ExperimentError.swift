/// What can be wrong with a run or with a saved training, beyond its single values. A file is left as it is.
package enum ExperimentError: Error, Equatable, CustomStringConvertible {
  /// A combination of values that has no meaning.
  case unsupported(path: String, value: String, allowed: String)
  /// A field that the command sets itself.
  case reserved(path: String, remedy: String)
  /// A field that is about what is done with a trained net, not about its training.
  case notForTraining(path: String)
  /// A kind of layer that does not say how it is saved.
  case notSavable(layer: String)
  case missing(path: String)
  case unreadable(path: String, reason: String)
  /// Something else than a saved training.
  case foreign(path: String)
  case version(path: String, found: String)
  case damaged(path: String, reason: String)
  /// A training with other settings.
  case otherConfiguration(path: String, differences: [String])
  /// A training that was made with another content of a card or of data.
  case otherInput(path: String, field: String, name: String, saved: String, found: String)
  /// A net whose numbers are none any more.
  case diverged(learner: String, epoch: Int, place: String, value: String)
  /// Images that do not fit the net.
  case otherImages(data: String, pixels: Int, classes: Int, inputs: Int, outputs: Int)

  package var description: String {
    switch self {
    case .unsupported(let path, let value, let allowed): "\(path): \(value) cannot be run here; allowed: \(allowed)"
    case .reserved(let path, let remedy): "--set \(path): this command sets it itself; \(remedy)"
    case .notForTraining(let path):
      "--set \(path): has no part in a training; `mortal evaluate` tests copies and age, `mortal run` does both in "
        + "experiments"
    case .notSavable(let layer): "--save: layers of kind \(layer) cannot be saved; train without --save"
    case .missing(let path): "\(path): no such file"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .foreign(let path):
      "\(path): not a training saved by mortal; it is left as it is, choose another file"
    case .version(let path, let found):
      "\(path): format \(found) of saved trainings, this program reads format 2 (safetensors); go on with the version "
        + "of mortal that wrote it (0.1.0 wrote format 1), or train anew"
    case .damaged(let path, let reason):
      "\(path): damaged, \(reason); it is left as it is, remove it to begin again"
    case .otherConfiguration(let path, let differences):
      "\(path): a training with other settings: \(differences.prefix(5).joined(separator: "; "))"
        + (differences.count > 5 ? " and \(differences.count - 5) more" : "")
        + "; it is left as it is, choose another file or the same settings"
    case .otherInput(let path, let field, let name, let saved, let found):
      "\(path): made with another \(field): \(name) has changed since (SHA-256 \(saved.prefix(12))… then, "
        + "\(found.prefix(12))… now); it is left as it is, put the former one back or train anew"
    case .diverged(let learner, let epoch, let place, let value):
      "\(learner) diverged in epoch \(epoch): \(place) is \(value); lower learner.rate, or the rates of "
        + "learner.rateSearch"
    case .otherImages(let data, let pixels, let classes, let inputs, let outputs):
      "--data \(data): images of \(pixels) pixels in \(classes) classes, the net has \(inputs) inputs and \(outputs) "
        + "classes"
    }
  }
}
