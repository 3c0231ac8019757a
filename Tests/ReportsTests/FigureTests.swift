import Foundation
import Reports
import Testing

@Suite(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed (Debian: gnuplot-nox)"))
struct FigureTests {
  @Test func marksStandWhereTheNumbersSay() throws {
    let directory = try ScratchDirectory()
    let x = [1.0, 10, 1_000, 50_000]
    let y = [0.5, 0.25, 0.35, 0.1]
    let plot = LinePlot(
      x: Axis("Time", unit: "s", scale: .logarithmic), y: Axis("Error", unit: "%"),
      series: [.init("a", x: x, y: y, lower: y.map { $0 - 0.05 }, upper: y.map { $0 + 0.05 })], legend: .none)
    let files = try plot.draw(to: directory.url, name: "curve")
    let svg = try ParsedSVG(try #require(files[.svg]))
    let marks = svg.marks("gpPt6")
    try expectAffine(marks.map(\.x), x.map { log10($0) }, "logarithmic axis")
    try expectAffine(marks.map(\.y), y, "linear axis")
    #expect(svg.texts.contains("Time (s)"))
    #expect(svg.texts.contains("Error (%)"))
    let csv = try directory.csv("curve.csv")
    #expect(csv[0] == ["series", "Time (s)", "Error (%)", "lower", "upper"])
    #expect(csv.dropFirst().map { Double($0[1]) } == x)
    #expect(csv.dropFirst().map { Double($0[2]) } == y)
    for format in FigureFormat.allCases {
      let data = try Data(contentsOf: try #require(files[format]))
      let magic: [FigureFormat: String] = [.svg: "<?xml", .pdf: "%PDF", .png: "\u{89}PNG"]
      #expect(data.starts(with: Data(try #require(magic[format]).unicodeScalars.map { UInt8($0.value) })))
    }
  }

  @Test func namesAreShownAsTheyAre() throws {
    let directory = try ScratchDirectory()
    let names = [
      "G_max^2 {x} & @y ~z", "it's \"quoted\" \\n", "`touch pwned`", "100 % of µS", "$HOME #3",
      "'; system 'touch pwned",
    ]
    let plot = ScatterPlot(
      x: Axis("in"), y: Axis("out"),
      series: names.enumerated().map { .init($1, x: [Double($0), 1], y: [0, Double($0)]) }, legend: .right)
    let svg = try ParsedSVG(try #require(try plot.draw(to: directory.url, name: "names", formats: [.svg])[.svg]))
    for name in names { #expect(svg.texts.contains(name), "\(name) is not among \(svg.texts)") }
    #expect(!FileManager.default.fileExists(atPath: directory.url.appendingPathComponent("pwned").path))
    let bars = BarPlot(categories: names, value: Axis("v"), series: [.init("s", bars: names.map { _ in .init(1) })])
    let barSVG = try ParsedSVG(try #require(try bars.draw(to: directory.url, name: "ticks", formats: [.svg])[.svg]))
    for name in names { #expect(barSVG.texts.contains(name), "\(name) is not among \(barSVG.texts)") }
  }

  @Test(arguments: [BarPlot.Orientation.horizontal, .vertical])
  func barsShowEveryMeasurement(_ orientation: BarPlot.Orientation) throws {
    let directory = try ScratchDirectory()
    let points = [1.0, 2, 4]
    let plot = BarPlot(
      categories: ["a", "b"], value: Axis("Error", unit: "%"),
      series: [
        .init("home", bars: [.init(2, interval: 1...3, points: points), .init(.nan)]),
        .init("copy", bars: [.init(5, interval: 4...7), .init(1)]),
      ], orientation: orientation)
    let svg = try ParsedSVG(try #require(try plot.draw(to: directory.url, name: "bars", formats: [.svg])[.svg]))
    let rings = svg.marks("gpPt5")
    try expectAffine(rings.map { orientation == .horizontal ? $0.x : $0.y }, points, "measurements")
    let csv = try directory.csv("bars.csv")
    #expect(csv[1] == ["a", "home", "2.0", "1.0", "3.0", "3"])
    #expect(csv[3] == ["b", "home", "", "", "", ""])
  }

  /// Names above bars end within the figure, however much the bars' own labels take; a letter of 7 points is 3.5 wide on
  /// average.
  @Test(arguments: ["a", "weight-perturbation", "hardware-aware backpropagation"])
  func namesAboveBarsFit(label: String) throws {
    let directory = try ScratchDirectory()
    let names = ["cells", "drivers", "converters", "write pulses", "digital arithmetic", "digital memory"]
    let stacked = StackedBarPlot(
      categories: [label, "b"], value: Axis("energy", unit: "J"), series: names.map { .init($0, values: [1, 2]) })
    let bars = BarPlot(
      categories: [label, "b"], value: Axis("energy", unit: "J"),
      series: names.map { .init($0, bars: [.init(1), .init(2)]) })
    for (name, plot) in [("stacked", stacked), ("bars", bars)] as [(String, any Figure)] {
      let svg = try ParsedSVG(try #require(try plot.draw(to: directory.url, name: name, formats: [.svg])[.svg]))
      let box = try #require(svg.elements.first { $0.name == "svg" }?.attributes["viewBox"])
      let width = try #require(box.split(separator: " ").compactMap { Double($0) }.dropFirst(2).first)
      for name in names {
        let place = try #require(svg.texts.firstIndex(of: name))
        #expect(svg.places[place].x + 3.5 * Double(name.count) < width, "\(name) beside \(label)")
      }
    }
  }

  @Test func heatMapAnnotatesEveryCell() throws {
    let directory = try ScratchDirectory()
    let map = HeatMap(
      values: [[0.1, 0.2, .nan], [0.3, 0.4, 0.9]], rows: Axis("Donor"), columns: Axis("Recipient"),
      rowLabels: ["7", "8"], columnLabels: ["7", "8", "9"], colour: Axis("Error"), annotation: 2)
    let svg = try ParsedSVG(try #require(try map.draw(to: directory.url, name: "copy", formats: [.svg])[.svg]))
    for text in ["0.10", "0.20", "0.30", "0.40", "0.90"] { #expect(svg.texts.contains(text)) }
    #expect(try directory.csv("copy.csv").count == 7)
  }

  @Test func panelsKeepAllNumbers() throws {
    let directory = try ScratchDirectory()
    let line = LinePlot(x: Axis("x"), y: Axis("y"), series: [.init("a", x: [1, 2], y: [3, 4])])
    let histogram = Histogram(x: Axis("g"), series: [.init("p", values: [1, 2, 2, 3])], bins: 2)
    let files = try Panels([line, histogram]).draw(to: directory.url, name: "panels")
    let svg = try ParsedSVG(try #require(files[.svg]))
    #expect(svg.texts.contains("a") && svg.texts.contains("b"))
    let csv = try directory.csv("panels.csv")
    #expect(csv[0] == ["panel", "series", "x", "y", "lower", "upper", "from", "to", "count", "density"])
    #expect(csv.count == 1 + 2 + 2)
    #expect(csv[1].prefix(4) == ["a", "a", "1.0", "3.0"])
    #expect(csv[4] == ["b", "p", "", "", "", "", "2.0", "3.0", "3", "0.75"])
  }

  @Test func sameNumbersSameFigure() throws {
    let plot = LinePlot(x: Axis("x"), y: Axis("y"), series: [.init("a", x: [1, 2], y: [3, 4])])
    let (first, second) = (try ScratchDirectory(), try ScratchDirectory())
    try plot.draw(to: first.url, name: "f", formats: [.svg])
    try plot.draw(to: second.url, name: "f", formats: [.svg])
    #expect(try first.text("f.svg") == second.text("f.svg"))
  }

  @Test func unwritableDirectoryIsNamed() {
    let plot = LinePlot(x: Axis("x"), y: Axis("y"), series: [.init("a", x: [1, 2], y: [3, 4])])
    #expect(throws: ReportError.self) { try plot.draw(to: URL(fileURLWithPath: "/proc/figures"), name: "f") }
  }
}
