internal import ExperimentFiles
internal import Foundation
internal import RunStore
internal import Statistics

/// Runs by learner and by the points of the swept fields.
struct RunGroups: Sendable {
  /// One swept field, or several that change together, with its points in the order of the experiment.
  struct Axis: Sendable {
    let paths: [String]
    let points: [String]
    /// The value at which it stays while another is swept: the base configuration's, else its first.
    let rest: String

    var path: String { paths[0] }
    var title: String { paths.joined(separator: ", ") }
    /// A point for readers: of a number as the store keeps it no more than twelve digits, since 350 mV are
    /// 0.35000000000000003 V there.
    static func shown(_ point: String) -> String {
      point.replacing(/[0-9]+\.[0-9]{12,}(?:e[+-]?[0-9]+)?/) { number in
        Double(number.output).map { String(format: "%.12g", $0) } ?? String(number.output)
      }
    }

    /// The points as numbers; nil when one is none.
    var numbers: [Double]? {
      let numbers = points.compactMap { Double($0.split(separator: " ").first ?? "") }
      return numbers.count == points.count ? numbers : nil
    }
  }

  let learners: [String]
  let axes: [Axis]
  let runs: [StoredRun]
  /// Runs by learner and value of every axis: an experiment may have many thousands, and is asked for hundreds of points.
  private let places: [[String]: [StoredRun]]

  init(_ results: ExperimentResults) {
    let runs = results.complete
    self.runs = runs
    learners = Self.unique(runs.map(\.learner))
    let unswept = [ChipFields.serial.path, NetworkFields.seed.path, CopyFields.recipients.path]
    var axes: [Axis] = []
    for path in results.varied where !unswept.contains(path) {
      // What belongs to the learners is no axis: the same value in all runs of each.
      let perLearner = Dictionary(grouping: runs, by: \.learner).values.map {
        Set($0.map { $0.parameters[path] ?? "" }).count
      }
      guard perLearner.contains(where: { $0 > 1 }) else { continue }
      let points = Self.unique(runs.map { $0.parameters[path] ?? "" })
      let rest = results.base[path]?.value ?? ""
      let own = Axis(paths: [path], points: points, rest: points.contains(rest) ? rest : points.first ?? "")
      // Where one field says what another is, they are one axis, with the points of the finer one.
      let partner = axes.firstIndex { axis in
        let pairs = Set(runs.map { "\($0.parameters[axis.path] ?? "")|\($0.parameters[path] ?? "")" })
        return pairs.count == max(points.count, axis.points.count)
      }
      if let partner {
        let other = axes[partner]
        let (finer, coarser) = points.count > other.points.count ? (own, other) : (other, own)
        axes[partner] = Axis(paths: finer.paths + coarser.paths, points: finer.points, rest: finer.rest)
      } else {
        axes.append(own)
      }
    }
    self.axes = axes
    let paths = axes.map(\.path)
    places = Dictionary(grouping: runs) { run in [run.learner] + paths.map { run.parameters[$0] ?? "" } }
  }

  /// Runs of a learner at a point of one axis, all others at rest.
  func runs(_ learner: String, _ axis: Axis? = nil, _ point: String = "") -> [StoredRun] {
    places[[learner] + axes.map { $0.path == axis?.path ? point : $0.rest }] ?? []
  }

  static func unique(_ words: [String]) -> [String] {
    var seen: Set<String> = []
    return words.filter { seen.insert($0).inserted }
  }
}

/// A mean with its percentile bootstrap interval over chips.
struct MeanOverChips {
  let values: [Double]
  let mean: Double
  /// 95 %; nil below two values.
  let interval: Interval?

  /// Nil without finite values.
  init?(_ all: [Double], scale: Double = 1) {
    values = all.filter(\.isFinite).map { $0 * scale }
    guard let sample = try? Sample(values) else { return nil }
    mean = sample.mean
    interval = try? Bootstrap(resamples: 2_000, seed: 1, method: .percentile).interval(of: sample)
  }
}

extension StoredRun {
  /// The numbers of a field that is a list, in the units that the store keeps (`[3600.0 s, 86400.0 s]`); nil without the
  /// field, items that are no numbers left out.
  func numbers(at path: String) -> [Double]? {
    parameters[path].map { text in
      text.filter { $0 != "[" && $0 != "]" }.split(separator: ",").compactMap {
        $0.split(separator: " ").first.flatMap { Double($0) }
      }
    }
  }
}
