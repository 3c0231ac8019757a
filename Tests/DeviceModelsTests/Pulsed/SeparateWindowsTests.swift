import DeviceModels
import Foundation
import StrictYAML
import Testing

/// Potentiation and depression with ends of their own, as measured curves that drop between the two have them.
@Suite struct SeparateWindowsTests {
  private func card(_ pulse: String) throws -> DeviceCard {
    try DeviceCard(
      text: """
        id: two-windows
        title: Curves up and down with ends of their own
        technology: rram
        confidence: none
        mapping: differentialPair
        window: {gMin: 1 uS, gMax: 10 uS}
        read: {voltage: 0.2 V, integrationTime: 100 ns}
        programming: {exact: true}
        pulse: {\(pulse)}
        sources: [{parts: [window, read, programming, pulse], paper: none, where: none, evidence: assumed}]
        """, file: "card.yaml")
  }

  private let law = "law: neuroSim, pulsesUp: 64, pulsesDown: 50, nonlinearityUp: 2.4, nonlinearityDown: -3.1"

  private func model(_ windows: String) throws -> PulseModel { try #require(try card("\(law)\(windows)").pulse) }

  /// Largest deviation, relative to Gmax, of the nominal cell's way from NeuroSim's closed form
  /// G(p) = G₀ ± ΔG (1 − e^(−rp/P))/(1 − e^(−r)).
  private func deviation(
    _ model: PulseModel, from start: Double, by change: Double, label: Double, pulses: Int
  ) -> Double {
    let rate = NeuroSimLabel.inverseTimeConstant(label: label)
    var g = Float(start)
    var worst = 0.0
    for pulse in 1...pulses {
      g += change > 0 ? model.upStep(at: g) : -model.downStep(at: g)
      let share = expm1(-rate * Double(pulse) / Double(pulses)) / expm1(-rate)
      worst = max(worst, abs(Double(g) - (start + change * share)))
    }
    return worst
  }

  @Test func curvesRunBetweenTheirOwnEnds() throws {
    let model = try model(", windowUp: {gMin: 2 uS, gMax: 10 uS}, windowDown: {gMin: 1 uS, gMax: 9 uS}")
    // Cells keep their constants to 0.05 %.
    #expect(deviation(model, from: 0.2, by: 0.8, label: 2.4, pulses: 64) < 2e-3)
    #expect(deviation(model, from: 0.9, by: -0.8, label: 3.1, pulses: 50) < 2e-3)
    // One window for both is another device.
    let plain = try self.model("")
    #expect(deviation(plain, from: 0.2, by: 0.8, label: 2.4, pulses: 64) > 5e-3)
    #expect(deviation(plain, from: 0.9, by: -0.8, label: 3.1, pulses: 50) > 5e-3)
    #expect(deviation(plain, from: 0.1, by: 0.9, label: 2.4, pulses: 64) < 2e-3)
  }

  /// Ends beyond the window: curves that leave it on the other side.
  @Test func curvesMayStartOutsideTheWindow() throws {
    let model = try model(", windowUp: {gMin: 0.5 uS, gMax: 10 uS}")
    #expect(deviation(model, from: 0.05, by: 0.95, label: 2.4, pulses: 64) < 2e-3)
  }

  @Test func theCardsOwnEndsChangeNothing() throws {
    let named = try model(", windowUp: {gMin: 1 uS, gMax: 10 uS}, windowDown: {gMin: 1 uS, gMax: 10 uS}")
    #expect(try named == model(""))
  }

  @Test func endsThatPulsesDoNotReachAreRefused() throws {
    func message(_ pulse: String) -> String {
      do {
        _ = try card(pulse)
        return "no error"
      } catch { return "\(error)" }
    }
    #expect(message("\(law), windowUp: {gMin: 2 uS, gMax: 9 uS}").contains("window.gMax = 10 uS of the card"))
    #expect(message("\(law), windowDown: {gMin: 2 uS, gMax: 9 uS}").contains("window.gMin = 1 uS of the card"))
    #expect(message("\(law), windowUp: {gMin: 11 uS, gMax: 10 uS}").contains("conductances below gMax"))
    let soft = "law: softBounds, weightRange: [-1, 1], step: 0.1, windowUp: {gMin: 2 uS, gMax: 10 uS}"
    #expect(message(soft).contains("law: neuroSim, whose curves have two ends each"))
  }
}
