internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Randomness
internal import RunStore
internal import Units

extension ExperimentRun {
  /// Tests the net at every time since its weights were written; with relearning it sees training images on the aged
  /// chip before each test.
  mutating func age(_ home: any Learner) throws {
    var aged = home
    let more = configuration[AgeingFields.relearnExamples]
    let temperature = configuration[AgeingFields.temperature]
    for (index, time) in configuration[AgeingFields.times].enumerated() {
      try context.check()
      aged.layers = aged.layers.map { layer in
        layer.changing { chip in
          chip.age = time
          chip.temperature = temperature
        }
      }
      if more > 0 {
        _ = aged.trainEpoch(try data.train.prefix(more), epoch: configuration[LearnerFields.epochs])
      }
      record(.agedError, step: index, aged.testError(on: data.test))
    }
  }

  /// Tests the net, as it was trained, at every temperature of operation, and after every bake.
  mutating func warm(_ home: any Learner) throws {
    for (index, temperature) in configuration[AgeingFields.temperatures].enumerated() {
      try context.check()
      var warm = home
      warm.layers = warm.layers.map { layer in layer.changing { $0.temperature = temperature } }
      record(.temperatureError, step: index, warm.testError(on: data.test))
    }
    let time = configuration[AgeingFields.bakeTime]
    for (index, temperature) in configuration[AgeingFields.bakes].enumerated() {
      try context.check()
      var baked = home
      baked.layers = try baked.layers.map { layer in try layer.changing { try $0.bake(at: temperature, for: time) } }
      record(.bakedError, step: index, baked.testError(on: data.test))
    }
  }

  /// Writes the net's weights on its own chip after every number of write cycles, and tests there; with relearning it
  /// then sees training images on the worn chip and is tested again.
  mutating func wearOut(_ home: any Learner) throws {
    var donor = home
    let weights = copiedWeights(&donor)
    let more = configuration[AgeingFields.relearnExamples]
    for (index, cycles) in configuration[AgeingFields.cycles].enumerated() {
      try context.check()
      var worn = home
      worn.layers = try layers.worn(cycles).onChip(
        serial: serial, weights: weights, inSitu: name.isInSitu, run: maker.run.child("worn", index))
      record(.wornError, step: index, worn.testError(on: data.test))
      guard more > 0 else { continue }
      _ = worn.trainEpoch(try data.train.prefix(more), epoch: 1)
      record(.relearnedError, step: index, worn.testError(on: data.test))
    }
  }
}
