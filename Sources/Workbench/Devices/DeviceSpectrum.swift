internal import DeviceModels
internal import Foundation
internal import NumPyFiles
package import Reports
internal import Statistics
internal import Units

/// `mortal device spectrum`: how the read noise of a card remembers, against what its card says, and, where measured
/// conductances are given, against them.
package struct DeviceSpectrum: Sendable, Codable, Equatable {
  /// A point of the spectrum; densities relative to the variance, 1/Hz.
  package struct SpectrumPoint: Sendable, Codable, Equatable {
    package var hertz: Double
    package var found: Double
    /// Of the card's process, read at this interval; nil for a card without a memory.
    package var card: Double?
    package var measured: Double?
  }

  /// Correlation of reads that lie a time apart.
  package struct Lag: Sendable, Codable, Equatable {
    package var seconds: Double
    /// Mean over the devices, and its standard error; 0 for a single device.
    package var found: Double
    package var error: Double
    package var card: Double?
    package var measured: Double?
  }

  package let card: String
  package let intervalSeconds: Double
  package let count: Int
  package let devices: Int
  package let serial: Int
  package let seed: UInt64
  /// Band over which exponents were fitted, in hertz.
  package let band: [Double]
  /// Exponent of f in the spectrum: found in the trace, and in that of the card's process over the same band.
  package let slope: Double
  package let cardSlope: Double?
  package let measuredSlope: Double?
  /// Standard deviation over mean of the reads of a device, mean over devices; of the measured ones.
  package let relativeDeviation: Double
  package let measuredRelativeDeviation: Double?
  package let spectrum: [SpectrumPoint]
  package let autocorrelation: [Lag]
  package let notes: [String]

  /// - Parameter measured: a `.npy` file of conductances, [devices × reads] or [reads], read at the same interval.
  /// - Throws: errors of the card, of the quantities and of the file, and ``WorkbenchError`` for fewer than 64 reads.
  package init(_ options: DeviceTraceOptions, measured: String? = nil) throws {
    let (card, request) = try options.parsed()
    guard request.count >= 64 else {
      throw WorkbenchError.outOfRange(option: "--count", value: "\(request.count)", allowed: "64 and more")
    }
    let values = try card.trace(request, seed: options.seed).map(Double.init)
    let interval = request.interval.value
    let own = try Fluctuations(values, devices: request.devices, interval: interval)
    var other: Fluctuations?
    if let measured {
      let (shape, values) = try NPY.readDoubles(measured)
      let devices = shape.count == 2 ? shape[0] : 1
      guard (1...2).contains(shape.count), shape.last ?? 0 >= 64 else {
        throw WorkbenchError.outOfRange(
          option: "--measured", value: measured, allowed: "arrays [reads] or [devices, reads] of 64 reads and more")
      }
      other = try Fluctuations(values, devices: devices, interval: interval)
    }
    let start = request.start ?? card.referenceTime
    let ladder = card.readNoise?.spectrum?.ladder(at: start)
    self.card = card.id
    intervalSeconds = interval
    count = request.count
    devices = request.devices
    serial = request.serial
    seed = options.seed
    let band = own.band
    self.band = [band.lowerBound, band.upperBound]
    slope = try own.slope(band)
    measuredSlope = try other?.slope(band)
    relativeDeviation = own.relativeDeviation
    measuredRelativeDeviation = other?.relativeDeviation
    let sampled = ladder.map { SampledProcess($0, interval: interval) }
    cardSlope = sampled?.slope(own.bins.map(\.frequency).filter(band.contains))
    spectrum = own.bins.enumerated().map { index, bin in
      SpectrumPoint(
        hertz: bin.frequency, found: bin.density, card: sampled?.density(bin.frequency),
        measured: other.flatMap { $0.nearest(bin.frequency) })
    }
    autocorrelation = own.lags.map { lag in
      let found = own.autocorrelation(lag)
      return Lag(
        seconds: Double(lag) * interval, found: found.value, error: found.error,
        card: ladder.map { $0.autocorrelation(Double(lag) * request.interval) },
        measured: other.flatMap { $0.count > lag * 2 ? $0.autocorrelation(lag).value : nil })
    }
    notes = DeviceTracing.notes(card)
  }

  /// The summary as lines of text.
  package var lines: [String] {
    func three(_ value: Double?) -> String { value.map { significant($0) } ?? "-" }
    return [
      "\(card): \(devices) x \(count) reads every \(significant(intervalSeconds)) s, serial \(serial), seed \(seed)",
      "exponent of the spectrum from \(significant(band[0])) to \(significant(band[1])) Hz: \(significant(slope))"
        + (cardSlope.map { ", the card's process \(significant($0))" } ?? "")
        + (measuredSlope.map { ", measured \(significant($0))" } ?? ""),
      "standard deviation over mean of a device's reads: \(significant(relativeDeviation))"
        + (measuredRelativeDeviation.map { ", measured \(significant($0))" } ?? ""),
    ]
  }

  /// Correlations, a line a lag.
  package var table: Table {
    var table = Table(
      caption: "autocorrelation of the reads of a device about their mean",
      columns: ["lag (s)", "found", "standard error", "card's process", "measured"])
    for lag in autocorrelation {
      table.append([
        .number(lag.seconds), .number(lag.found, decimals: 3), .number(lag.error, decimals: 3),
        lag.card.map { .number($0, decimals: 3) } ?? .missing,
        lag.measured.map { .number($0, decimals: 3) } ?? .missing,
      ])
    }
    return table
  }

  /// Spectrum and autocorrelation, found, of the card and measured.
  package var figure: Panels {
    func series<Point>(
      _ points: [Point], _ x: KeyPath<Point, Double>, _ names: [(String, (Point) -> Double?)]
    ) -> [LinePlot.Series] {
      names.compactMap { name, y in
        let pairs = points.compactMap { point in y(point).map { (point[keyPath: x], $0) } }.filter { $0.1.isFinite }
        return pairs.isEmpty ? nil : .init(name, x: pairs.map(\.0), y: pairs.map(\.1))
      }
    }
    let visible = spectrum.filter { $0.found > 0 }
    return Panels([
      LinePlot(
        title: "Spectrum", x: Axis("frequency", unit: "Hz", scale: .logarithmic),
        y: Axis("density over variance", unit: "1/Hz", scale: .logarithmic),
        series: series(visible, \.hertz, [("simulated", { $0.found }), ("card", \.card), ("measured", \.measured)]),
        marks: false),
      LinePlot(
        title: "Autocorrelation", x: Axis("lag", unit: "s", scale: .logarithmic), y: Axis("correlation"),
        series: series(
          autocorrelation, \.seconds, [("simulated", { $0.found }), ("card", \.card), ("measured", \.measured)]),
        marks: true),
    ])
  }
}

/// Spectrum and autocorrelation of the reads of some devices, each about its own mean and over its own variance.
struct Fluctuations {
  let count: Int
  let interval: Double
  let relativeDeviation: Double
  /// Mean over the devices of density over variance.
  let bins: [(frequency: Double, density: Double)]
  private let centred: [[Double]]
  private let spectra: [PowerSpectrum]

  init(_ values: [Double], devices: Int, interval: Double) throws {
    let count = values.count / devices
    self.count = count
    self.interval = interval
    var relative = 0.0
    centred = try (0..<devices).map { device in
      let sample = try Sample(Array(values[device * count..<(device + 1) * count]))
      let deviation = try sample.standardDeviation()
      let mean = sample.mean
      relative += deviation / abs(mean) / Double(devices)
      return sample.values.map { deviation > 0 ? ($0 - mean) / deviation : 0 }
    }
    relativeDeviation = relative
    var segment = 8
    while segment * 16 <= count { segment *= 2 }
    spectra = try centred.map { try PowerSpectrum($0, interval: interval, segment: segment) }
    let low = 2 / (Double(segment) * interval)
    let binned = spectra.map { $0.binned(from: low, to: 0.5 / interval) }
    bins = binned[0].indices.map { bin in
      (binned[0][bin].frequency, binned.reduce(0) { $0 + $1[bin].density } / Double(devices))
    }
  }

  /// Where an exponent is fitted: well inside what the segments and the interval can show.
  var band: ClosedRange<Double> {
    let low = bins.first?.frequency ?? 0
    return low...max(low, 0.05 / interval)
  }

  func slope(_ band: ClosedRange<Double>) throws -> Double {
    let slopes = try spectra.map { try $0.slope(from: band.lowerBound, to: band.upperBound) }
    return slopes.reduce(0, +) / Double(slopes.count)
  }

  /// The density at the bin nearest to a frequency.
  func nearest(_ frequency: Double) -> Double? {
    bins.min { abs(log($0.frequency / frequency)) < abs(log($1.frequency / frequency)) }?.density
  }

  /// Lags of 1, 2, 5, 10, … reads, up to a tenth of all.
  var lags: [Int] {
    var lags: [Int] = []
    var decade = 1
    while decade <= count / 10 {
      lags += [1, 2, 5].map { $0 * decade }.filter { $0 <= count / 10 }
      decade *= 10
    }
    return lags
  }

  /// Mean over the devices and its standard error.
  func autocorrelation(_ lag: Int) -> (value: Double, error: Double) {
    let found = centred.map { values in
      values.withUnsafeBufferPointer { values in
        var sum = 0.0
        for read in 0..<values.count - lag { sum += values[read] * values[read + lag] }
        return sum / Double(values.count - lag)
      }
    }
    let mean = found.reduce(0, +) / Double(found.count)
    guard found.count > 1 else { return (mean, 0) }
    let squares = found.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / Double(found.count - 1) / Double(found.count)).squareRoot())
  }
}

/// The spectrum that reads of a process at even intervals have: what lies above half the sampling rate is folded down.
struct SampledProcess {
  private let ladder: TrapLadder
  private let interval: Double

  init(_ ladder: TrapLadder, interval: Double) {
    self.ladder = ladder
    self.interval = interval
  }

  /// 2Δ [1 + 2 Σ ρ(nΔ) cos 2πfnΔ] in closed form, trap by trap: a triangle of N steps and a rest.
  func density(_ frequency: Double) -> Double {
    let angle = 2 * Double.pi * frequency * interval
    var sum = 0.0
    for trap in ladder.times.indices {
      let steps = ladder.times[trap] / interval
      let share = ladder.share(trap..<trap + 1)
      let whole = steps.rounded(.down)
      // Σ_{|n|<N} (1 − |n|/T) e^{inθ} with T = steps, N = whole + 1.
      let n = whole + 1
      let half = sin(angle / 2)
      let dirichlet = sin((2 * n - 1) * angle / 2) / half
      // Σ_{n=1}^{N−1} n cos nθ
      let weighted = (n * sin((2 * n - 1) * angle / 2) / (2 * half)) - (1 - cos(n * angle)) / (4 * half * half)
      sum += share * (dirichlet - 2 * weighted / steps)
    }
    return 2 * interval * (sum + ladder.white)
  }

  /// The exponent of a straight line through the logarithms at these frequencies; nil for fewer than two.
  func slope(_ frequencies: [Double]) -> Double? {
    guard frequencies.count > 1 else { return nil }
    let points = frequencies.map { (log($0), log(density($0))) }
    let x = points.reduce(0) { $0 + $1.0 } / Double(points.count)
    let y = points.reduce(0) { $0 + $1.1 } / Double(points.count)
    let above = points.reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
    return above / points.reduce(0) { $0 + ($1.0 - x) * ($1.0 - x) }
  }
}
