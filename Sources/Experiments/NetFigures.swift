internal import Foundation
package import Learning
package import Reports

/// What the layers of a net learned, as figures: goodness of positive and negative data, layer by layer and class by
/// class, and what the units of the first layer look for.
package struct NetFigures: Sendable, Equatable {
  /// A figure with its caption.
  package struct Item: Sendable {
    /// Of its files.
    package let name: String
    package let figure: any Figure
    package let caption: String
    /// Printed width in millimetres.
    package let width: Double
  }

  /// Of all layers, over the test images.
  package var goodness: [GoodnessHistogram]
  /// The same of each class, layer by layer.
  package var byClass: [GoodnessByClass]
  package var fields: ReceptiveFields?

  /// Bins of a class's histogram, and most classes that are shown.
  static let classBins = 24
  static let mostClasses = 12
  /// Units of the sheet of a net that is not kept in a store.
  static let mostFields = 64

  /// See the properties.
  package init(goodness: [GoodnessHistogram], byClass: [GoodnessByClass] = [], fields: ReceptiveFields? = nil) {
    self.goodness = goodness
    self.byClass = byClass
    self.fields = fields
  }

  /// Histograms of samples that were taken on some examples.
  init(_ samples: [GoodnessSample], of examples: Examples) {
    self.init(
      goodness: samples.map { $0.histogram(bins: 60) },
      byClass: samples.map {
        $0.histograms(bins: Self.classBins, labels: examples.labels, classes: examples.classes).prefix(Self.mostClasses)
      })
  }

  /// One figure a layer: goodness of positive and negative data.
  package var goodnessByLayer: [Item] {
    goodness.map { layer in
      Item(
        name: "goodness-layer\(layer.layer + 1)", figure: GoodnessPlot(layer: layer).figure,
        caption: "Goodness of the test images in layer \(layer.layer + 1): positive data and negative data.", width: 85)
    }
  }

  /// One figure a layer, with a panel for each class.
  package var goodnessByClass: [Item] {
    byClass.map { layer in
      let panels: [any Figure] = layer.histograms.enumerated().map { label, histogram in
        var plot = GoodnessPlot(layer: histogram).figure
        plot.title = "class \(label)"
        let span = Double(layer.edges.first ?? 0)...Double(layer.edges.last ?? 1)
        let highest = 0...Double(max(1, (histogram.positive + histogram.negative).max() ?? 1))
        plot.x = Axis("goodness", range: span, ticks: Self.ticks(span))
        plot.y = Axis("test images", range: highest, ticks: Self.ticks(highest))
        plot.size = FigureSize(width: FigureSize.pageWidth / 4, height: 42)
        return plot
      }
      return Item(
        name: "goodness-classes-layer\(layer.layer + 1)", figure: Panels(panels, columns: min(4, panels.count)),
        caption: "Goodness of the test images in layer \(layer.layer + 1), class by class"
          + (panels.count == Self.mostClasses ? ", the first \(panels.count) classes" : "")
          + "; an image's negative data count with its own class.", width: 170)
    }
  }

  /// Three or four round numbers, which small panels have room for.
  private static func ticks(_ span: ClosedRange<Double>) -> [Axis.Tick] {
    let width = (span.upperBound - span.lowerBound) / 3
    guard width > 0 else { return [] }
    var unit = 1.0
    while unit > width { unit /= 10 }
    while unit * 10 <= width { unit *= 10 }
    let step = [5, 2, 1].first { unit * $0 <= width }.map { unit * $0 } ?? unit
    let first = Int((span.lowerBound / step).rounded(.up))
    let last = Int((span.upperBound / step).rounded(.down))
    return (first...max(first, last)).map { number in
      let value = Double(number) * step
      return Axis.Tick(value, value == value.rounded() ? "\(Int(value))" : "\(Float(value))")
    }
  }

  /// The sheet of the first layer's receptive fields.
  package var receptiveFields: Item? {
    fields.map { fields in
      Item(
        name: "receptive-fields",
        figure: ImageSheet(
          images: fields.weights.map { $0.map(Double.init) }, height: fields.height, width: fields.width,
          names: fields.units.map { "unit \($0 + 1)" }, columns: fields.units.count > 24 ? 8 : 6),
        caption:
          "Weights of \(fields.units.count) units of the first layer as images, each in its own scale: blue below "
          + "zero, red above.", width: 85)
    }
  }

  /// Draws all of them into a folder, each with its numbers.
  ///
  /// - Parameter others: figures to be drawn with them.
  /// - Returns: the names of the figures.
  /// - Throws: `ReportError`.
  package func draw(to folder: String, with others: [Item] = []) throws -> [String] {
    try (others + all).map { item in
      try item.figure.draw(to: URL(fileURLWithPath: folder), name: item.name, formats: [.svg, .png])
      return item.name
    }
  }

  /// All of them.
  package var all: [Item] { goodnessByLayer + goodnessByClass + [receptiveFields].compactMap(\.self) }
}

/// The distribution of goodness in one layer.
package struct GoodnessPlot: Sendable {
  package let layer: GoodnessHistogram

  package init(layer: GoodnessHistogram) { self.layer = layer }

  /// Outlines of both histograms.
  package var figure: LinePlot {
    let edges = layer.edges.map(Double.init)
    func outline(_ name: String, _ counts: [Int]) -> LinePlot.Series {
      var (x, y) = ([edges[0]], [0.0])
      for (bin, count) in counts.enumerated() {
        x += [edges[bin], edges[bin + 1]]
        y += [Double(count), Double(count)]
      }
      return .init(name, x: x + [edges[edges.count - 1]], y: y + [0])
    }
    return LinePlot(
      title: "layer \(layer.layer + 1)", x: Axis("goodness Σ activity²"), y: Axis("test images"),
      series: [outline("positive", layer.positive), outline("negative", layer.negative)], marks: false)
  }
}
