internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

extension ReportFigure {
  static let halfDose = ReportFigure(
    "halfDose", "half-dose of mortality: how large a difference between chips takes half of what was learned")
}

/// Which difference between chips makes weights mortal, and how large it must be.
extension ExperimentReport {
  /// A table of half-doses for every swept field that is a number and every learner, and a figure of both ways of
  /// losing.
  func halfDoses() throws -> Part? {
    var table = Table(
      caption:
        "Half-dose of mortality: the dose at which the logistic curve through the shares of what was learned that "
        + "are lost passes one half, and its 95 % interval over chips. Lost by copying: weights read from the donor and "
        + "written on another chip. Lost by writing: the digital original written on a chip. All other fields at rest. "
        + "Beyond the doses tried: >. Copies of donors that are themselves no better than an untrained readout are left "
        + "out; – where that leaves less than two doses.",
      columns: ["difference", "learner", "lost by copying", "slope", "lost by writing", "slope ", "pairs", "published"])
    var curves = Table(
      caption: "Shares of what was learned that are lost, at most all of it; means over pairs and 95 % intervals over "
        + "chips.",
      columns: [
        "difference", "learner", "dose", "lost by copying", "lost by writing", "at home (%)", "copy (%)", "pairs",
      ])
    var bars: [(axis: String, learner: String, copy: HalfDose?, writing: HalfDose?)] = []
    let learners = copyingAnywhere
    for axis in groups.axes {
      guard let numbers = axis.numbers, numbers.filter({ $0 > 0 }).count > 1 else { continue }
      let rest = axis.points.firstIndex(of: axis.rest)
      for learner in learners {
        for (place, point) in axis.points.enumerated() where place != rest && numbers[place] > 0 {
          let runs = groups.runs(learner, axis, point)
          let pairs = copyPairs(runs)
          let known = copied(pairs, dose: numbers[place])
          curves.append([
            .text(axis.title), .text(learner), .text(RunGroups.Axis.shown(point)),
            known.isEmpty ? .missing : share(known),
            share(observations(pairs, dose: numbers[place], \.lostByWriting)),
            cell(runs.compactMap { $0.metric(.testError) }),
            cell(overPairs: self.pairs(runs, away: true)) { $0.metric(.copyError, step: $1) }, .count(pairs.count),
          ])
        }
        let (copy, writing) = halfDose(learner, axis)
        guard copy != nil || writing != nil else { continue }
        bars.append((axis.title, learner, copy, writing))
        table.append([
          .text(axis.title), .text(learner), copy.map { .text($0.text) } ?? .missing, slope(copy),
          writing.map { .text($0.text) } ?? .missing, slope(writing), .count(copy?.pairs ?? writing?.pairs ?? 0),
          .text(PublishedStanding.of(axis.path) ?? "–"),
        ])
      }
    }
    guard !table.rows.isEmpty else { return nil }
    var part = Part(heading: "Half-dose of mortality", tables: [table, curves])
    let titles = RunGroups.unique(bars.map(\.axis))
    let drawn = titles.filter { title in bars.contains { $0.axis == title && isFinite($0.copy) } }
    if !drawn.isEmpty {
      part.figures.append(
        .init(
          .halfDose, "half-dose",
          BarPlot(
            categories: drawn, value: Axis("half-dose of copies (unit of the field)", scale: .logarithmic),
            series: RunGroups.unique(bars.map(\.learner)).map { learner in
              .init(
                learner,
                bars: drawn.map { title in
                  bar(bars.first { $0.axis == title && $0.learner == learner }?.copy)
                })
            },
            size: FigureSize(
              width: FigureSize.pageWidth,
              height: 25 + Double(drawn.count * RunGroups.unique(bars.map(\.learner)).count) * 4)),
          "Dose at which a copy loses half of what was learned, with 95 % intervals over chips; bars that are not there "
            + "lie beyond the doses tried.", width: FigureSize.pageWidth))
    }
    return part
  }

  /// Half-doses of one field, all others at rest.
  func halfDose(_ learner: String, _ axis: RunGroups.Axis) -> (copy: HalfDose?, writing: HalfDose?) {
    guard let numbers = axis.numbers else { return (nil, nil) }
    var copy: [HalfDose.Observation] = []
    var writing: [HalfDose.Observation] = []
    for (place, point) in axis.points.enumerated() where point != axis.rest && numbers[place] > 0 {
      let pairs = copyPairs(groups.runs(learner, axis, point))
      copy += copied(pairs, dose: numbers[place])
      writing += observations(pairs, dose: numbers[place], \.lostByWriting)
    }
    return (HalfDose(copy), HalfDose(writing))
  }

  /// What copies lost; nothing where most donors know nothing themselves, as the rest are no sample of the chips.
  private func copied(_ pairs: [CopyPair], dose: Double) -> [HalfDose.Observation] {
    let known = observations(pairs, dose: dose, \.lostByCopy)
    return 2 * known.count >= pairs.count ? known : []
  }

  private func observations(
    _ pairs: [CopyPair], dose: Double, _ lost: (CopyPair) -> Double?
  ) -> [HalfDose.Observation] {
    pairs.compactMap { pair in lost(pair).map { HalfDose.Observation(chips: pair.chips, dose: dose, lost: $0) } }
  }

  private func share(_ found: [HalfDose.Observation]) -> Table.Cell {
    guard !found.isEmpty else { return .missing }
    let values = found.map(\.lost)
    let mean = values.reduce(0, +) / Double(values.count)
    let interval = try? ChipPairs(found.map(\.chips)).interval { MortalityIndex.mean(values, $0) }
    return interval.map { .interval(mean, lower: $0.lower, upper: $0.upper, decimals: 3) } ?? .number(mean, decimals: 3)
  }

  private func slope(_ dose: HalfDose?) -> Table.Cell {
    guard let dose, isFinite(dose) else { return .missing }
    return dose.curve.slope >= DoseResponse.steepest ? .text("≥ 12") : .number(dose.curve.slope, decimals: 1)
  }

  private func isFinite(_ dose: HalfDose?) -> Bool {
    guard let half = dose?.curve.halfDose else { return false }
    return half.isFinite && half > 0
  }

  private func bar(_ dose: HalfDose?) -> BarPlot.Bar {
    guard let dose, isFinite(dose) else { return .init(.nan) }
    guard let interval = dose.interval else { return .init(dose.curve.halfDose) }
    // An open end is drawn to the end of the doses tried.
    let low = interval.lower > 0 ? interval.lower : dose.doses.lowerBound
    let high = interval.upper.isFinite ? interval.upper : dose.doses.upperBound
    return .init(dose.curve.halfDose, interval: low...high)
  }
}

/// Where published chips stand on a difference between chips.
enum PublishedStanding {
  /// The value with its source; nil where nobody published one.
  static func of(_ path: String) -> String? { values[path] }

  private static let values: [String: String] = [
    VariationFields.dieReadGain.path: "none; 0.05 is assumed",
    VariationFields.programmingNoise.path: "1, the card's source",
    VariationFields.readNoise.path: "1, the card's source",
    VariationFields.deviceToDevice.path: "1, the card's source",
    VariationFields.stuckLow.path: "0.01, HERMES 2023",
    VariationFields.dieStep.path: "none for this cell; two dies differ by 1.1 to 1.6 in one SET (Levy 2021)",
    ConverterFields.adc.gainSpread.path: "0.071 after calibration, HERMES 2022",
    ConverterFields.adc.integralNonlinearity.path: "0.5, the usual design goal",
    ConverterFields.adc.offsetSpread.path: "none; 1 is assumed",
  ]
}
