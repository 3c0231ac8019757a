internal import Synchronization

/// Values that several runs have in common, made once each. What is made depends on its key alone, so that a run's
/// result is the same whether it found or made them.
final class SharedValues<Value: Sendable>: Sendable {
  private final class Place: Sendable {
    let value = Mutex<Value?>(nil)
  }

  private struct Places {
    var byKey: [String: Place] = [:]
    /// Keys, those asked for last at the end.
    var order: [String] = []
  }

  private let places = Mutex(Places())
  private let limit: Int

  /// - Parameter limit: the most values kept; beyond it, the one that was not asked for longest is forgotten.
  init(limit: Int = .max) { self.limit = limit }

  /// The value of a key; others that ask for it meanwhile wait, those that ask for another do not.
  func value(_ key: String, make: () throws -> Value) rethrows -> Value {
    let place = places.withLock { places in
      let place = places.byKey[key] ?? Place()
      places.byKey[key] = place
      places.order.removeAll { $0 == key }
      places.order.append(key)
      if places.order.count > limit { places.byKey[places.order.removeFirst()] = nil }
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
