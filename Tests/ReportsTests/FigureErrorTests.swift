import Foundation
import Reports
import Testing

struct FigureErrorTests {
  let line = LinePlot(
    x: Axis("Time", unit: "s", scale: .logarithmic), y: Axis("Error"), series: [.init("a", x: [0, 1], y: [1, 2])])

  @Test func logarithmicAxisRefusesZero() {
    #expect(throws: ReportError.notPositive(figure: "f", axis: "Time", value: 0)) { try line.drawing(named: "f") }
  }

  @Test func nothingToDraw() {
    var empty = line
    empty.series = [.init("a", x: [.nan], y: [1])]
    #expect(throws: ReportError.nothingToDraw(figure: "f")) { try empty.drawing(named: "f") }
    let histogram = Histogram(x: Axis("g"), series: [.init("p", values: [.infinity])])
    #expect(throws: ReportError.nothingToDraw(figure: "h")) { try histogram.drawing(named: "h") }
    let map = HeatMap(values: [], rows: Axis("r"), columns: Axis("c"), colour: Axis("v"))
    #expect(throws: ReportError.nothingToDraw(figure: "m")) { try map.drawing(named: "m") }
  }

  @Test func partsMustFit() {
    var torn = line
    torn.series = [.init("a", x: [1, 2], y: [1])]
    #expect(throws: ReportError.self) { try torn.drawing(named: "f") }
    let bars = BarPlot(categories: ["a", "b"], value: Axis("v"), series: [.init("s", bars: [.init(1)])])
    #expect(throws: ReportError.self) { try bars.drawing(named: "b") }
    let map = HeatMap(values: [[1, 2], [3]], rows: Axis("r"), columns: Axis("c"), colour: Axis("v"))
    #expect(throws: ReportError.self) { try map.drawing(named: "m") }
  }

  @Test func stackedPartsAreSumsOfSomething() throws {
    let sound = StackedBarPlot(
      categories: ["a", "b"], value: Axis("energy", unit: "J"),
      series: [.init("cells", values: [1, 2]), .init("converters", values: [3, 0])], ranges: [2...6, 1...4])
    let drawing = try sound.drawing(named: "s")
    // Parts lie behind each other: converters of the first bar from 1 to 4.
    #expect(drawing.blocks.count == 3 && drawing.blocks[1].contains("1.0 1.0 4.0"))
    #expect(drawing.numbers.rows.count == 4)
    var torn = sound
    torn.series[1].values = [3]
    #expect(throws: ReportError.self) { try torn.drawing(named: "s") }
    torn.series[1].values = [3, -1]
    #expect(throws: ReportError.self) { try torn.drawing(named: "s") }
    torn = sound
    torn.ranges = [2...6]
    #expect(throws: ReportError.self) { try torn.drawing(named: "s") }
    torn.ranges = []
    for index in torn.series.indices { torn.series[index].values = [0, 0] }
    #expect(throws: ReportError.nothingToDraw(figure: "s")) { try torn.drawing(named: "s") }
  }

  @Test(arguments: ["", "../x", "a/b", "-rf", "x y", "a'b"])
  func fileNamesAreChecked(_ name: String) {
    #expect(throws: ReportError.badName(name)) {
      try line.draw(to: FileManager.default.temporaryDirectory, name: name)
    }
  }

  @Test func missingGnuplotNamesThePackage() {
    #expect(throws: ReportError.gnuplotMissing(searched: "/nowhere")) { try Gnuplot(searchPath: "/nowhere") }
    #expect("\(ReportError.gnuplotMissing(searched: "/nowhere"))".contains("apt-get install gnuplot-nox"))
  }

  @Test(.enabled(if: Gnuplot.isInstalled, "gnuplot is not installed (Debian: gnuplot-nox)"))
  func gnuplotsComplaintIsPassedOn() throws {
    let directory = try ScratchDirectory()
    try "plot [ nonsense".write(to: directory.url.appendingPathComponent("x.gp"), atomically: true, encoding: .utf8)
    #expect {
      try Gnuplot().run(script: "x.gp", in: directory.url, figure: "x")
    } throws: { error in
      guard case .gnuplotFailed("x", let message) = error as? ReportError else { return false }
      return message.contains("line 1")
    }
  }
}
