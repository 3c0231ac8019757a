internal import Datasets
internal import Learning
internal import Randomness
internal import Synchronization

/// What a run learns from and is tested with.
struct StudyData: Sendable {
  let train: Examples
  /// Nil when the configuration has none.
  let validation: Examples?
  let test: Examples

  /// - Throws: `DatasetError`, `LearningError`.
  init(_ configuration: ResolvedConfiguration) throws {
    let seed = UInt64(configuration[DataFields.seed])
    let split = try DataSource(parsing: configuration[DataFields.source]).split(
      train: configuration[DataFields.train], validation: configuration[DataFields.validation],
      test: configuration[DataFields.test], seed: seed)
    let order = configuration[DataFields.permutesPixels] ? StreamKey(seed: seed).child("permutedPixels") : nil
    func examples(_ images: LabelledImages) throws -> Examples {
      try Examples(order.map { images.permutingPixels(by: $0) } ?? images)
    }
    train = try examples(split.train)
    validation = configuration[DataFields.validation] > 0 ? try examples(split.validation) : nil
    test = try examples(split.test)
  }

  /// Paths of the fields that data depend on.
  static let paths = [
    DataFields.source.path, DataFields.seed.path, DataFields.train.path, DataFields.validation.path,
    DataFields.test.path, DataFields.permutesPixels.path,
  ]
}

/// Values that several runs have in common, made once each. What is made depends on its key alone, so that a run's
/// result is the same whether it found or made them.
final class StudyCache<Value: Sendable>: Sendable {
  private final class Place: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private let places = Mutex<[String: Place]>([:])

  /// The value of a key; others that ask for it meanwhile wait, those that ask for another do not.
  func value(_ key: String, make: () throws -> Value) rethrows -> Value {
    let place = places.withLock { places in
      let place = places[key] ?? Place()
      places[key] = place
      return place
    }
    return try place.value.withLock { value in
      if let value { return value }
      let made = try make()
      value = made
      return made
    }
  }
}
