import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// What goes from layer to layer, against its definition in Double.
@Suite struct PassedActivitiesTests {
  /// max(0, z), less its mean and rectified again where that is chosen, divided by its root mean square.
  func passed(_ sums: [Float], _ choice: PassedActivities) -> [Double] {
    var values = sums.map { max(0, Double($0)) }
    if choice == .triangle {
      let mean = values.reduce(0, +) / Double(values.count)
      values = values.map { max(0, $0 - mean) }
    }
    let square = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
    return values.map { $0 / square.squareRoot() }
  }

  func net(_ choice: PassedActivities) throws -> ForwardForward {
    var settings = ForwardForwardSettings(epochs: 3)
    settings.negatives = .imageSums
    settings.passesOn = choice
    settings.readoutLayers = .all
    settings.batchSize = 10
    // 61 units: no multiple of the eight that are added at once.
    return try ForwardForward(
      layers: SampleTask.weights([144, 61, 50]).map { RecordingLayer($0) }, settings: settings, key: StreamKey(seed: 12)
    )
  }

  @Test(arguments: PassedActivities.allCases) func theNextLayerSeesWhatIsChosen(_ choice: PassedActivities) throws {
    var net = try net(choice)
    let images = try SampleTask.prototypes(20).images
    // Biases are zero before training, so that what is measured is what is rectified.
    let outputs = net.layerOutputs(for: images)
    _ = net.onePassLogits(images)
    let second = try #require(net.layers[1] as? RecordingLayer)
    #expect(second.measured.count == 2)
    for row in 0..<20 {
      let expected = passed(outputs[0].row(row), choice)
      // Both ways through the net: layer by layer, and with the readout.
      for inputs in second.measured {
        for (value, should) in zip(inputs.row(row), expected) { expectClose(Double(value), should, absolute: 1e-5) }
      }
      // Enough units above the mean to say something, and fewer than above zero.
      let (speaking, above) = (expected.count { $0 > 0 }, outputs[0].row(row).count { $0 > 0 })
      #expect(choice == .all ? speaking == above : (5..<above).contains(speaking))
    }
  }

  /// A chip's converters are set to what its layers will see.
  @Test(arguments: PassedActivities.allCases, ["contrastive", "ff-in-situ"])
  func convertersAreSetToIt(_ choice: PassedActivities, _ name: String) throws {
    let data = try SampleTask.prototypes(20)
    var values = LearnerValues()
    values[ForwardForwardFields.passesOn] = choice
    let plan = try #require(LearnerTable[name]).rule.plan(
      LearningTask(features: 144, classes: 10, hidden: [61, 50, 40]), values)
    let weights = SampleTask.weights([144, 61, 50, 40])
    guard let drives = plan.drives?(weights, data) else {
      // A chain of all activities needs no word.
      #expect(choice == .all)
      return
    }
    #expect(choice == .triangle && drives.count == 3 && drives[0] == plan.firstInput(data))
    for index in 1..<3 {
      let sums = product(drives[index - 1], weights[index - 1])
      for row in 0..<20 {
        for (value, should) in zip(drives[index].row(row), passed(sums.row(row), choice)) {
          expectClose(Double(value), should, absolute: 1e-4)
        }
      }
    }
  }

  @Test func layersStillLearnToTellDataFromSums() throws {
    var net = try net(.triangle)
    let data = try SampleTask.prototypes(300)
    for epoch in 1...3 { _ = net.trainEpoch(data, epoch: epoch) }
    #expect(net.testError(on: try SampleTask.prototypes(200, part: 1), by: .onePass) < 0.1)
    for sample in net.goodnessSamples(data) { #expect(sample.separation > 0.7, "layer \(sample.layer)") }
  }
}
