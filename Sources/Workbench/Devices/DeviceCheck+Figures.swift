package import Reports

/// What `mortal device check --output` draws: reference curves and estimates with intervals, as plain values.
package struct DeviceCheckFigure: Sendable, Codable, Equatable {
  /// One estimate with its 95 % interval, and the published value beside it.
  package struct Point: Sendable, Codable, Equatable {
    package let label: String
    package let x: Double
    package let y: Double
    package let lower: Double
    package let upper: Double
    package let reference: Double
  }

  /// A name fit for a file: `pcm-joshi2020-programmingDeviation`.
  package let name: String
  package let title: String
  /// What x counts, with unit; the ordinal number where conditions are of several kinds.
  package let xLabel: String
  package let yLabel: String
  package let points: [Point]
}

extension DeviceCheck {
  /// A figure per card and quantity that was compared at two or more conditions.
  package var figures: [DeviceCheckFigure] {
    var groups: [(key: String, lines: [Line])] = []
    for line in lines {
      let key = "\(line.card)-\(line.quantity)"
      if let index = groups.firstIndex(where: { $0.key == key }) {
        groups[index].lines.append(line)
      } else {
        groups.append((key, [line]))
      }
    }
    return groups.filter { $0.lines.count > 1 }.map { key, lines in
      DeviceCheckFigure(
        name: key, title: "\(lines[0].card): \(lines[0].quantity)", xLabel: "reference (\(lines[0].unit))",
        yLabel: "estimate (\(lines[0].unit))",
        points: lines.map {
          DeviceCheckFigure.Point(
            label: $0.condition, x: $0.reference, y: $0.estimate, lower: $0.lower, upper: $0.upper,
            reference: $0.reference)
        })
    }
  }
}

extension DeviceCheckFigure {
  /// Estimates with their 95 % intervals over the published values; agreement is the diagonal.
  package var plot: LinePlot {
    let sorted = points.sorted { $0.x < $1.x }
    let ends = [sorted.first?.x ?? 0, sorted.last?.x ?? 1]
    return LinePlot(
      title: title, x: Axis(xLabel), y: Axis(yLabel),
      series: [
        .init("published", x: ends, y: ends),
        .init(
          "Monte Carlo, 95 %", x: sorted.map(\.x), y: sorted.map(\.y), lower: sorted.map(\.lower),
          upper: sorted.map(\.upper)),
      ], intervals: .bars)
  }
}
