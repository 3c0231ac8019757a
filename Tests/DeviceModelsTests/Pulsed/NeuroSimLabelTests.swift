import DeviceModels
import Testing

@Suite struct NeuroSimLabelTests {
  /// Labels and normalised time constants A as printed, to four or five digits, in NeuroSim's tables.
  @Test(arguments: [
    (0.04, 31.567), (0.5, 2.520), (0.61, 2.063), (0.63, 1.997), (1, 1.2517), (1.46, 0.8487), (1.75, 0.7021),
    (1.85, 0.6619), (1.94, 0.6293), (2.4, 0.4992), (3.68, 0.3006), (4.88, 0.2003), (6.76, 0.1002),
  ])
  func labelsGiveThePublishedTimeConstants(label: Double, constant: Double) {
    #expect(abs(NeuroSimLabel.timeConstant(label: label) / constant - 1) < 6e-4)
    #expect(abs(NeuroSimLabel.timeConstant(label: -label) / -constant - 1) < 6e-4)
  }

  @Test func labelOfTheTimeConstantIsTheLabel() {
    for index in -90...90 {
      let label = Double(index) / 10
      let rate = NeuroSimLabel.inverseTimeConstant(label: label)
      #expect(abs(NeuroSimLabel.label(inverseTimeConstant: rate) - label) < 1e-9)
    }
  }

  @Test func aFivePercentWrongTimeConstantIsSeen() {
    let rate = 1 / (0.4992 * 1.05)
    #expect(abs(NeuroSimLabel.label(inverseTimeConstant: rate) - 2.4) > 0.05)
  }
}
