package import Reports

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
