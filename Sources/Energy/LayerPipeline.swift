/// When the layers of a net are busy while it learns, one array a layer.
///
/// A list of tasks with what each waits for; a layer does one at a time, errors before activities, earlier examples first.
/// Activities of a layer wait for the last update of its weights.
package struct LayerPipeline: Sendable {
  /// How a net is taught, as far as it says what waits for what.
  package enum Rule: String, Sendable, CaseIterable {
    /// Three passes an example (right label, neutral, wrong); the wrong label waits for what the neutral pass says. A layer
    /// updates as soon as it has seen its own batch.
    case forwardForward
    /// One pass; every layer updates when it has seen its batch (local losses, Mono-Forward, class groups).
    case onePass
    /// One pass, then errors through every layer but the first, backwards; a layer updates when it has the errors of its
    /// batch.
    case backpropagation
  }

  /// What a layer does.
  package enum Work: Int, Sendable {
    case forward = 1
    case backward, update
  }

  /// A piece of a layer's time.
  package struct Task: Sendable, Equatable {
    package let layer: Int
    package let work: Work
    package let batch: Int
    package let start: Double
    package let end: Double
  }

  package let rule: Rule
  package let layers: Int
  package let batch: Int
  package let tasks: [Task]

  private struct Waiting {
    let layer: Int
    let work: Work
    let batch: Int
    let example: Int
    let seconds: Double
    /// Numbers of the tasks that must have ended.
    var needs: [Int]
  }

  /// - Parameters:
  ///   - batches: how many are scheduled one after the other.
  ///   - read, update: seconds of a vector through a layer and of an update of it.
  package init(_ rule: Rule, layers: Int, batch: Int, batches: Int, read: Double, update: Double) {
    precondition(layers > 0 && batch > 0 && batches > 0 && read > 0 && update >= 0, "an empty pipeline")
    self.rule = rule
    self.layers = layers
    self.batch = batch
    tasks = Self.schedule(Self.waiting(rule, layers, batch, batches, read, update), layers: layers)
  }

  private static func waiting(
    _ rule: Rule, _ layers: Int, _ batch: Int, _ batches: Int, _ read: Double, _ update: Double
  ) -> [Waiting] {
    var list: [Waiting] = []
    func add(_ layer: Int, _ work: Work, _ batch: Int, _ example: Int, _ seconds: Double, _ needs: [Int]) -> Int {
      list.append(
        Waiting(layer: layer, work: work, batch: batch, example: example, seconds: seconds, needs: needs))
      return list.count - 1
    }
    var updated = [Int?](repeating: nil, count: layers)
    for number in 0..<batches {
      let before = updated
      var seen = [[Int]](repeating: [], count: layers)
      for example in 0..<batch {
        func pass(after first: [Int]) -> [Int] {
          var last = first
          return (0..<layers).map { layer in
            let task = add(layer, .forward, number, example, read, last + [before[layer]].compactMap(\.self))
            last = [task]
            return task
          }
        }
        let one = pass(after: [])
        for layer in 0..<layers where rule != .backpropagation { seen[layer].append(one[layer]) }
        switch rule {
        case .onePass: break
        case .forwardForward:
          let neutral = pass(after: [])
          let wrong = pass(after: [neutral[layers - 1]])
          for layer in 0..<layers { seen[layer] += [neutral[layer], wrong[layer]] }
        case .backpropagation:
          var error = one[layers - 1]
          seen[layers - 1].append(error)
          for layer in stride(from: layers - 1, to: 0, by: -1) {
            error = add(layer, .backward, number, example, read, [error])
            seen[layer].append(error)
            seen[layer - 1].append(error)
          }
        }
      }
      for layer in 0..<layers { updated[layer] = add(layer, .update, number, batch, update, seen[layer]) }
    }
    return list
  }

  /// Does what can be done as soon as its layer is free: errors first, then updates, then activities, earlier first.
  private static func schedule(_ list: [Waiting], layers: Int) -> [Task] {
    var open = list.map(\.needs.count)
    var followers = [[Int]](repeating: [], count: list.count)
    for (number, task) in list.enumerated() { for need in task.needs { followers[need].append(number) } }
    var ready = list.indices.filter { open[$0] == 0 }
    var busy = [Bool](repeating: false, count: layers)
    var running: [(end: Double, number: Int)] = []
    var done: [Task] = []
    var now = 0.0
    func rank(_ number: Int) -> (Int, Int, Int, Int) {
      let task = list[number]
      let order = task.work == .backward ? 0 : task.work == .update ? 1 : 2
      return (order, task.batch, task.example, number)
    }
    while done.count < list.count {
      for number in ready.sorted(by: { rank($0) < rank($1) }) where !busy[list[number].layer] {
        let task = list[number]
        busy[task.layer] = true
        running.append((now + task.seconds, number))
        ready.removeAll { $0 == number }
      }
      guard let next = running.map(\.end).min() else { preconditionFailure("tasks that wait for each other") }
      now = next
      for (end, number) in running where end <= now {
        let task = list[number]
        busy[task.layer] = false
        done.append(
          Task(layer: task.layer, work: task.work, batch: task.batch, start: end - task.seconds, end: end))
        for follower in followers[number] {
          open[follower] -= 1
          if open[follower] == 0 { ready.append(follower) }
        }
      }
      running.removeAll { $0.end <= now }
    }
    return done.sorted { ($0.start, $0.layer) < ($1.start, $1.layer) }
  }

  /// When the last task ends.
  package var end: Double { tasks.map(\.end).max() ?? 0 }

  /// Share of the time until ``end`` in which layers work.
  package var occupancy: Double {
    tasks.reduce(0) { $0 + $1.end - $1.start } / (Double(layers) * end)
  }

  /// Seconds an example once the pipeline is full: the time that further batches add.
  package static func secondsAnExample(
    _ rule: Rule, layers: Int, batch: Int, read: Double, update: Double
  ) -> Double {
    let short = LayerPipeline(rule, layers: layers, batch: batch, batches: 2, read: read, update: update).end
    let long = LayerPipeline(rule, layers: layers, batch: batch, batches: 5, read: read, update: update).end
    return (long - short) / Double(3 * batch)
  }

  /// What each layer does in each of `count` equal pieces of time, layers from the input up: 0 nothing, else ``Work``.
  package func occupancy(pieces count: Int) -> [[Double]] {
    var rows = [[Double]](repeating: [Double](repeating: 0, count: count), count: layers)
    let piece = end / Double(count)
    for task in tasks {
      let first = Int((task.start / piece).rounded(.down))
      let last = min(count, max(first + 1, Int((task.end / piece).rounded(.down))))
      for place in first..<last where place < count { rows[task.layer][place] = Double(task.work.rawValue) }
    }
    return rows
  }
}
