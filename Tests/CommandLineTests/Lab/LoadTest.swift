import Foundation
import Synchronization

/// Students who move sliders in rooms 1 to 3 and train in room 4.
struct LoadTest {
  let lab: RunningLab

  struct Outcome {
    var errors: [String] = []
    var sliderTimes: [Double] = []
    var trainings = 0
    var grownMegabytes = 0.0

    /// Seconds.
    var percentile95: Double {
      let sorted = sliderTimes.sorted()
      return sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
    }

    var summary: String {
      let sorted = sliderTimes.sorted()
      let median = sorted.isEmpty ? .nan : sorted[sorted.count / 2]
      return String(
        format: "%d sliders, median %.1f ms, 95th percentile %.1f ms; %d trainings; %d errors; memory grew by %.0f MB",
        sorted.count, median * 1000, percentile95 * 1000, trainings, errors.count, grownMegabytes)
    }
  }

  private func question(_ student: Int, _ turn: Int) -> (path: String, body: String) {
    let serial = student + 1
    switch (student + turn) % 4 {
    case 0: return ("/api/room/pulses", "{\"card\":\"ecram-tang2018\",\"serial\":\(serial),\"up\":\(turn * 10 % 500)}")
    case 1: return ("/api/room/drift", "{\"serial\":\(serial),\"target\":\(5 + turn % 95)}")
    case 2: return ("/api/room/array", "{\"serial\":\(serial),\"adcBits\":\(1 + turn % 12),\"wire\":\(turn % 50 * 10)}")
    default: return ("/api/room/fingerprint", "{\"serial\":\(serial),\"round\":\(1 + turn)}")
    }
  }

  /// - Parameter seconds: how long sliders are moved, twice a second each.
  func run(students: Int, seconds: Double) -> Outcome {
    let outcome = Mutex(Outcome())
    let before = lab.megabytes
    let start = ContinuousClock.now
    let end = start + .milliseconds(Int(seconds * 1000))
    let group = DispatchGroup()
    for student in 0..<students {
      group.enter()
      let thread = Thread {
        defer { group.leave() }
        guard let client = RawClient(port: lab.port) else {
          outcome.withLock { $0.errors.append("no connection") }
          return
        }
        defer { client.close() }
        let name = "student\(student)"
        var turn = 0
        // Not all in step.
        Thread.sleep(forTimeInterval: Double(student) * 0.016)
        while ContinuousClock.now < end {
          if turn % 40 == 0 {
            let started = client.post(
              "/api/runs", "{\"room\":\"forward\",\"serial\":\(student + 1),\"epochs\":4}", client: name)
            if let started, started.status == 202 {
              outcome.withLock { $0.trainings += 1 }
            } else if started?.status != 429 {
              outcome.withLock { $0.errors.append("training: \(started?.body ?? "no answer")") }
            }
          }
          let (path, body) = question(student, turn)
          let asked = ContinuousClock.now
          let answer = client.post(path, body, client: name)
          let took = ContinuousClock.now - asked
          outcome.withLock {
            if answer?.status == 200 {
              $0.sliderTimes.append(Double(took.components.seconds) + Double(took.components.attoseconds) * 1e-18)
            } else {
              $0.errors.append("\(path) \(body): \(answer.map { "\($0)" } ?? "no answer")")
            }
          }
          turn += 1
          Thread.sleep(forTimeInterval: 0.5)
        }
      }
      thread.start()
    }
    group.wait()
    return outcome.withLock {
      $0.grownMegabytes = lab.megabytes - before
      return $0
    }
  }
}
