internal import Randomness
public import Units
internal import VectorMath

extension DeviceCard {
  /// Conductances in microsiemens of independent devices, each programmed once to the target and read once.
  ///
  /// Exactly the card's published distribution: programming noise, drift and relaxation to the given age, one read's
  /// published noise. Defective cells, die-to-die spread and the read circuit's thermal and shot noise are the chip's
  /// and the circuit's, and are not in it.
  /// - Parameter age: seconds since programming; nil at the card's earliest time, ``referenceTime``.
  /// - Throws: ``DeviceModelsError`` for a target outside the window and for a negative count, age or temperature.
  public func sample(
    target: Siemens, count: Int, at age: Seconds? = nil, temperature: Kelvin = Kelvin(300), seed: UInt64
  ) throws(DeviceModelsError) -> [Float] {
    try require(target)
    guard count >= 1 else { throw .outOfRange(name: "count", value: "\(count)", allowed: "1 or more") }
    let age = age ?? referenceTime
    guard age.value >= 0, age.value.isFinite else {
      throw .outOfRange(name: "age", value: "\(age)", allowed: "0 s or more")
    }
    guard temperature.value > 0, temperature.value.isFinite else {
      throw .outOfRange(name: "temperature", value: "\(temperature)", allowed: "temperatures above 0 K")
    }
    let root = StreamKey(seed: seed)
    let identity = root.child("sample.identity")
    let event = root.child("sample.event")
    let targets = [Float](repeating: Float(target / window.gMax), count: count)
    let left = programmed(targets: targets, event: event, step: 0, first: 0)
    let now = aged(
      left, targets: targets, identity: identity, event: event, step: 0, first: 0, age: age, temperature: temperature,
      variation: .none)
    let noise = readNoiseSigma(now, programmed: left, age: age, temperature: temperature)
    let scale = Float(window.gMax.value * 1e6)
    return mapEight(now, noise, root.child("sample.read").normals(count)) { g, deviation, normal in
      let read = g + deviation * normal
      return read.replacing(with: 0, where: read .< 0) * scale
    }
  }

  /// Requires a conductance to lie in the window.
  public func require(_ target: Siemens) throws(DeviceModelsError) {
    guard target.value.isFinite, target.value >= window.gMin.value * (1 - 1e-9),
      target.value <= window.gMax.value * (1 + 1e-9)
    else { throw .outsideWindow(card: id, value: target, low: window.gMin, high: window.gMax) }
  }
}
