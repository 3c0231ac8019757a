import Foundation
import Mortal
import MortalContracts

/// What the table of learners says of its own, said of this one.
let coins = LearnerDescription(
  name: "coins", meaning: "Every unit learns to fire for the classes that a coin chose.", knowledge: "nothing",
  place: .inSitu,
  rule: LearnerRule(
    name: "coins", meaning: "Every unit learns to fire for the classes that a coin chose.", fields: [], rate: 0.01,
    plan: { task, _ in .chain([task.features] + task.hidden) },
    make: { around, layers in
      CoinLearner(layers: layers, classes: around.task.classes, training: around.training, key: around.key)
    }))

// First the contract: what every learner must keep.
let findings = try LearnerContract().findings(of: coins)
print("contract: \(findings.isEmpty ? "kept" : findings.map(\.description).joined(separator: "\n"))")
guard findings.isEmpty else { exit(1) }

// Then the race: the same digits, the same three chips, Forward-Forward beside it.
let (hidden, epochs) = ([100, 100], 4)
let task = LearningTask(
  features: 784, image: ImageShape(height: 28, width: 28), classes: 10, hidden: hidden)
func examples(_ part: Digits.Part, _ count: Int) throws -> Examples {
  let samples = Digits().samples(part, count: count)
  return try Examples(images: samples.images, labels: samples.labels, classes: 10)
}
let (train, test) = (try examples(.train, 1_500), try examples(.test, 500))
let card = try DeviceLibrary.card("ecram-tang2018")
var configuration = ChipConfiguration()
configuration.writePolicy = .mixedPrecision

guard let forwardForward = LearnerTable["ff-in-situ"] else { fatalError("the table has no ff-in-situ") }
for description in [coins, forwardForward] {
  var errors: [Double] = []
  for serial in 1...3 {
    let chip = Chip(card: card, serial: serial, configuration: configuration, run: StreamKey(seed: 1))
    let surroundings = try PlainSurroundings(description, task: task, epochs: epochs) { index, weights in
      var layer = try chip.layer(
        index, inputs: weights.rows, outputs: weights.columns, weightRange: 4 / Float(weights.rows).squareRoot(),
        inSitu: true)
      layer.program(weights)
      try layer.calibrate(inputFullScale: 4)
      return layer
    }
    var learner = try description.make(surroundings)
    for epoch in 1...epochs { _ = learner.trainEpoch(train, epoch: epoch) }
    errors.append(100 * learner.testError(on: test))
  }
  let mean = try Sample(errors).meanInterval()
  let middle = errors.reduce(0, +) / Double(errors.count)
  let name = description.name.padding(toLength: 12, withPad: " ", startingAt: 0)
  print(String(format: "%@ test error %.1f %% [%.1f, %.1f], n = 3 chips", name, middle, mean.lower, mean.upper))
}
