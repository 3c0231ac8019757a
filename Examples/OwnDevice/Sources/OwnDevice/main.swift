import Foundation
import Mortal
import MortalContracts

/// A device of one's own: a cell whose steps shrink towards the ends of its window (soft bounds), with the spread from
/// cell to cell and from pulse to pulse of a made-up lab, and cells that are stuck. Every part names its source.
let card = try DeviceCard(
  text: """
    id: lab-cell
    title: A cell measured in our own lab
    technology: rram
    confidence: low; made up for this example
    mapping: differentialPair
    window: {gMin: 2 uS, gMax: 40 uS}
    read: {voltage: 0.1 V, integrationTime: 1 us}
    programming: {acceptanceBand: 0.01}
    pulse:
      law: softBounds
      weightRange: [-1, 1]
      step: 0.01
      asymmetry: 0.1
      deviceToDevice: {step: 0.2, asymmetry: 0.02, maximum: 0.1, minimum: 0.1}
      cycleToCycle: {kind: proportional, sigma: 0.3}
    defects: {stuckLow: 0.005}
    sources:
      - parts: [window, read, programming, pulse, defects]
        paper: Measured in our own lab
        where: notebook 3, page 14
        evidence: assumed

    """, file: "lab-cell.yaml")

// The cell itself: where pulses up and down leave it.
guard let pulse = card.pulse else { fatalError("the card has no pulses") }
for g: Float in [0.1, 0.5, 0.9] {
  print(
    String(
      format: "G/Gmax %.1f: a pulse up moves it by %+.4f, down by %+.4f", g, pulse.upStep(at: g), -pulse.downStep(at: g)
    ))
}

// A chip of it: weights are written closed loop, read back, and changed by pulses.
var configuration = ChipConfiguration()
configuration.writePolicy = .mixedPrecision
let weights = Matrix(rows: 64, columns: 32, elements: StreamKey(seed: 2).normals(64 * 32).map { 0.05 * $0 })
for serial in 1...2 {
  let chip = Chip(card: card, serial: serial, configuration: configuration, run: StreamKey(seed: 1))
  var layer = try chip.layer(0, inputs: 64, outputs: 32, weightRange: 0.5, inSitu: true)
  layer.program(weights)
  try layer.calibrate(on: Matrix(rows: 64, columns: 64, elements: StreamKey(seed: 3).uniforms(64 * 64)))
  let back = layer.readBack()
  let error = zip(back.elements, weights.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  print(
    String(format: "chip %d: weights of 0.05 read back to %.4f", serial, (error / Float(weights.count)).squareRoot()))
  let findings = BlackBoxContract().findings(of: layer)
  print("chip \(serial): contract \(findings.isEmpty ? "kept" : findings.map(\.description).joined(separator: "; "))")
  guard findings.isEmpty else { exit(1) }
}
