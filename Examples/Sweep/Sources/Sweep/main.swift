import Foundation
import Mortal

/// A sweep written in Swift: how many bits must the converters of the outputs have? Weights of a layer are written on five
/// chips of one card, and the outputs compared with what the weights ask for.
let card = try DeviceLibrary.card("pcm-joshi2020")
let weights = Matrix(rows: 128, columns: 64, elements: StreamKey(seed: 1).child("weights").normals(128 * 64))
let inputs = Matrix(rows: 200, columns: 128, elements: StreamKey(seed: 1).child("inputs").uniforms(200 * 128))
let wanted = product(inputs, weights)

print("bits  error of outputs, % of their spread; mean of five chips and 95 % interval")
for bits in [3, 4, 5, 6, 8, 10] {
  var errors: [Double] = []
  for serial in 1...5 {
    var configuration = ChipConfiguration()
    configuration.adc = ConverterSpecification(bits: bits)
    configuration.age = Seconds(3_600)
    let chip = Chip(card: card, serial: serial, configuration: configuration, run: StreamKey(seed: 7))
    var layer = try chip.layer(0, inputs: 128, outputs: 64, weightRange: weights.largestMagnitude, inSitu: false)
    layer.program(weights)
    try layer.calibrate(on: inputs)
    let found = layer.measure(inputs)
    let square = zip(found.elements, wanted.elements).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    let spread = try Sample(wanted.elements).standardDeviation()
    errors.append(100 * (square / Double(wanted.count)).squareRoot() / spread)
  }
  let interval = try Sample(errors).meanInterval()
  let mean = errors.reduce(0, +) / Double(errors.count)
  print(String(format: "%4d  %.2f [%.2f, %.2f]", bits, mean, interval.lower, interval.upper))
}
