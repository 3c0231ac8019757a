internal import ExperimentFiles
internal import Learning

extension ResolvedConfiguration {
  /// What training depends on: everything else is at its default, so that nets that are trained alike have the same
  /// configuration here, whatever is done with them afterwards. No chip has a part in digital training; of a net that
  /// is trained with a card's noise, only which chip it will be written on does not matter.
  var training: ResolvedConfiguration {
    var training = self
    let name = self[LearnerFields.name].trainedAs
    training.set(LearnerFields.name, to: name)
    var sections = ["copy", "chain", "reincarnation", "distillation", "resurrection", "theft", "ageing"]
    let knowsNoCard =
      self[BackpropFields.weightSigma] != nil && self[BackpropFields.deadShare] != nil
    if name.isTrainedDigitally, name.description.layers != .noisy || knowsNoCard { sections += ["chip", "stage"] }
    if name.isTrainedDigitally { sections.append(ChipFields.serial.path) }
    for field in ConfigurationSchema.fields {
      guard sections.contains(where: { field.path == $0 || field.path.hasPrefix($0 + ".") }) else { continue }
      training.set(field.path, field.defaultValue, from: .default)
    }
    return training
  }

  /// Puts every field whose path begins so at its default.
  mutating func forget(_ prefix: String) {
    for field in ConfigurationSchema.fields where field.path.hasPrefix(prefix) {
      set(field.path, field.defaultValue, from: .default)
    }
  }

  /// What the choice of a learning rate depends on: the kind of chip and net, but no chip in particular and no seed but
  /// that of the data. Tries are made on the chip with serial number 0.
  var rateSearch: ResolvedConfiguration {
    var search = training
    search.set(ChipFields.serial, to: 0)
    search.set(NetworkFields.seed, to: self[DataFields.seed])
    search.set(LearnerFields.rate, to: nil)
    return search
  }

  /// Epochs of one try of a learning rate: never more than the run itself has.
  var rateSearchEpochs: Int { min(self[LearnerFields.rateSearchEpochs], self[LearnerFields.epochs]) }
}
