internal import Matrices
internal import Randomness
internal import Reports

extension ChipTourReport {
  /// Measured against ideal outputs, and the distribution of what lies between; one row of panels a card.
  var outputs: Panels {
    Panels(
      stops.flatMap { stop -> [any Figure] in
        let ideal = stop.digital.outputs
        // Some of the points, the same for every card, drawn by their place.
        let places = StreamKey(seed: 0).child("tourFigure").permutation(ideal.count).prefix(1500)
        func at(_ matrix: Matrix) -> [Double] { places.map { Double(matrix.elements[$0]) } }
        let scatter = ScatterPlot(
          title: stop.card, x: Axis("ideal output"), y: Axis("measured output"),
          series: stop.readings.enumerated().map { index, reading in
            .init("chip \(stop.serials[index])", x: at(ideal), y: at(reading.outputs))
          }, showsIdentity: true, size: FigureSize(height: 66))
        func difference(_ a: Matrix, _ b: Matrix) -> [Double] {
          let scale = ideal.rootMeanSquare
          return places.map { Double((a.elements[$0] - b.elements[$0]) / scale) }
        }
        let (a, b) = (stop.readings[0].outputs, stop.readings[1].outputs)
        let histogram = Histogram(
          title: stop.card, x: Axis("difference / RMS of ideal output"),
          series: [
            .init("chip \(stop.serials[0]) to ideal", values: difference(a, ideal)),
            .init("chip \(stop.serials[0]) to \(stop.serials[1])", values: difference(a, b)),
            .init("chip \(stop.serials[0]) read again", values: difference(stop.again, a)),
          ], bins: 60, size: FigureSize(height: 66))
        return [scatter, histogram]
      }, columns: 2)
  }

  /// Effective minus wanted weights of the middle array of every chip; one row of panels a card, colours alike.
  var weights: Panels {
    Panels(
      stops.flatMap { stop -> [any Figure] in
        let rows = window(stop.wanted.rows, 128)
        let columns = window(stop.wanted.columns, 128)
        let range = Double(stop.wanted.largestMagnitude)
        return stop.found.enumerated().map { index, found in
          HeatMap(
            title: "\(stop.card), chip \(stop.serials[index])",
            values: rows.map { row in
              columns.map { Double(found[row, $0] - stop.wanted[row, $0]) / range * 100 }
            },
            rows: Axis("word line"), columns: Axis("bit line"),
            colour: Axis("error, % of the largest weight", range: -15...15), map: .diverging)
        }
      }, columns: 2)
  }

  /// The whole array in the middle of a layer, or all of a small one.
  private func window(_ count: Int, _ size: Int) -> Range<Int> {
    guard count > size else { return 0..<count }
    let start = count / 2 / size * size
    return start..<min(start + size, count)
  }
}

extension Matrix {
  /// √(mean of squares); 1 where all elements are 0, so that differences can be divided by it.
  fileprivate var rootMeanSquare: Float {
    let sum = elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    return sum > 0 ? Float((sum / Double(elements.count)).squareRoot()) : 1
  }
}
