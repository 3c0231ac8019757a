internal import Foundation

/// Values gathered from several threads.
public final class Collected<Value: Sendable>: @unchecked Sendable {
  public init() {}

  private let lock = NSLock()
  private var values: [Value] = []

  public func add(_ value: Value) { lock.withLock { values.append(value) } }
  public var all: [Value] { lock.withLock { values } }
}
