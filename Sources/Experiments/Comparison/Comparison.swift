internal import DeviceModels
internal import Dispatch
internal import Foundation
internal import Learning
internal import Synchronization

/// All arms on all chips: `mortal compare`.
public struct Comparison: Sendable {
  public let settings: ComparisonSettings
  public let data: ComparisonData

  public init(settings: ComparisonSettings, data: ComparisonData) {
    self.settings = settings
    self.data = data
  }

  /// Runs every arm on every chip, `jobs` runs at a time. The numbers do not depend on `jobs`.
  ///
  /// - Parameter progress: told of every finished epoch, from any thread.
  /// - Returns: outcomes in the order arm, chip.
  /// - Throws: the first error of any run; and ``CrossbarError/notTrainable(card:cardsThatAre:)`` when arms that learn in
  ///   situ are asked of a card that cannot.
  public func run(jobs: Int, progress: @escaping @Sendable (ComparisonProgress) -> Void) throws -> [ArmOutcome] {
    let card = try DeviceLibrary.card(settings.card)
    let trainings = Dictionary(
      uniqueKeysWithValues: Set(settings.arms + settings.arms.map(\.trainedAs)).map {
        ($0, ArmTraining(arm: $0, settings: settings, card: card, data: data))
      })
    let searched = trainings.keys.filter { $0 == $0.trainedAs }.sorted { $0.rawValue < $1.rawValue }
    let searches = try parallel(searched, jobs: jobs) { arm in
      progress(.searching(arm))
      return try trainings[arm]?.search(seed: settings.seed)
    }
    let chosen = Dictionary(uniqueKeysWithValues: zip(searched, searches))
    // One task trains an arm on one chip and programs the arms that share its weights.
    let tasks = searched.flatMap { arm in (1...settings.chips).map { (arm: arm, serial: $0) } }
    let groups = try parallel(tasks, jobs: jobs) { task -> [ArmOutcome] in
      guard let training = trainings[task.arm] else { return [] }
      let search = chosen[task.arm] ?? nil
      let rate = search?.best.rate ?? training.defaultRate * (settings.rateFactors.first ?? 1)
      let seed = settings.seed &+ UInt64(task.serial)
      let trained = try training.train(serial: task.serial, seed: seed, rate: rate) { epoch in
        progress(.epoch(task.arm, chip: task.serial, epoch: epoch, of: settings.epochs))
      }
      return try settings.arms.filter { $0.trainedAs == task.arm }.map { arm in
        let run = ArmRun(
          training: ArmTraining(arm: arm, settings: settings, card: card, data: data), serial: task.serial, rate: rate,
          search: search)
        return try run.outcome(trained: trained) { _ in }
      }
    }
    return groups.joined().sorted { left, right in
      let order = settings.arms
      let (a, b) = (order.firstIndex(of: left.arm) ?? 0, order.firstIndex(of: right.arm) ?? 0)
      return (a, left.seed) < (b, right.seed)
    }
  }

  /// Maps in parallel, keeping the order; the error of the earliest element wins.
  private func parallel<Element: Sendable, Result: Sendable>(
    _ elements: [Element], jobs: Int, _ body: @escaping @Sendable (Element) throws -> Result
  ) throws -> [Result] {
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, elements.count))) { _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < elements.count else { return }
        let result = Swift.Result { try body(elements[index]) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { found in try elements.indices.map { try found[$0, default: .failure(CancellationError())].get() } }
  }
}

/// What a comparison is doing.
public enum ComparisonProgress: Sendable {
  case searching(Arm)
  case epoch(Arm, chip: Int, epoch: Int, of: Int)
}
