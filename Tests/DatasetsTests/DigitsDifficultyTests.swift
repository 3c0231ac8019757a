import Foundation
import Randomness
import Testing

@testable import Datasets

/// The generated digits are neither trivial nor hopeless: the errors of a linear classifier and of a network trained on
/// 10,000 of them and tested on 5,000 fresh ones lie in the bands that MNIST-like work needs.
///
/// With n = 5,000 an error of 9 % is known to ± 0.8 % and one of 3 % to ± 0.5 % (95 %, binomial).
@Suite(.serialized) struct DigitsDifficultyTests {
  private func error(hidden: Int?, epochs: Int, seed: UInt64, train: Int = 10_000) -> Double {
    let split = Digits(seed: seed).split(train: train, validation: 0, test: 5000)
    let key = StreamKey(seed: seed).child("plainClassifier")
    var classifier = PlainClassifier(inputs: 784, hidden: hidden, classes: 10, key: key)
    classifier.train(
      images: split.train.images, labels: split.train.labels, epochs: epochs, rate: 0.05, key: key)
    return classifier.error(images: split.test.images, labels: split.test.labels)
  }

  @Test func linearClassifierErrsBy5To15Percent() {
    let error = error(hidden: nil, epochs: 30, seed: 1)
    #expect((0.05...0.15).contains(error))
  }

  @Test func networkErrsBy1Point5To4Percent() {
    let error = error(hidden: 500, epochs: 8, seed: 1)
    #expect((0.015...0.04).contains(error))
  }

  /// The table of the documentation; `MORTAL_LONG_TESTS=1 swift test -c release --filter printsTheTable`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["MORTAL_LONG_TESTS"] != nil, "set MORTAL_LONG_TESTS=1"))
  func printsTheTable() {
    for seed in UInt64(1)...5 {
      let linear = error(hidden: nil, epochs: 30, seed: seed)
      let network = error(hidden: 500, epochs: 15, seed: seed)
      print("| \(seed) | \(linear) | \(network) |")
      #expect((0.05...0.15).contains(linear))
      #expect((0.015...0.04).contains(network))
    }
  }
}
