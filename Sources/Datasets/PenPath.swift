internal import Randomness

/// The path of the pen for one digit: straight pieces short enough to look smooth, with the pen's half width at their
/// ends, in pixels of the image.
struct PenPath {
  /// Points in pixels; the third number is the pen's half width.
  private(set) var points: [SIMD3<Float>] = []
  /// Index of the last point of each stroke, plus one.
  private(set) var ends: [Int] = []

  /// Straight pieces between two control points.
  private static let piecesPerSpan = 5

  /// Draws the path of `glyph` in the hand that `key` stands for; `side` is the image's size in pixels.
  init(_ glyph: DigitGlyph, _ variation: DigitVariation, key: StreamKey, side: Float) {
    let hand = key.normals(16, step: 1).map(Self.cut)
    let penWidth = max(0.55, variation.penMean + variation.pen * hand[0])
    appendStrokes(glyph, variation, penWidth: penWidth, draws: key.normals(96, step: 2).map(Self.cut))
    warp(amplitude: variation.elastic, coefficients: key.normals(50, step: 3).map(Self.cut))
    lean(
      aspect: variation.aspectMean * (1 + variation.aspect * hand[1]),
      slant: variation.slantMean + variation.slant * hand[2], rotation: variation.rotation * hand[3])
    fit(
      size: variation.sizeMean + variation.size * hand[4],
      shift: SIMD2(hand[5], hand[6]) * variation.position, side: side, edge: variation.edge)
  }

  private static func cut(_ draw: Float) -> Float { min(2.5, max(-2.5, draw)) }

  /// Moves the control points, gives each its pen width and joins them by Catmull–Rom curves.
  private mutating func appendStrokes(
    _ glyph: DigitGlyph, _ variation: DigitVariation, penWidth: Float, draws: [Float]
  ) {
    var used = 0
    func moved(_ point: SIMD2<Float>) -> SIMD3<Float> {
      precondition(used + 3 <= draws.count, "more control points than draws")
      defer { used += 3 }
      return SIMD3(
        point.x - 0.5 + variation.jitter * draws[used], point.y - 0.5 + variation.jitter * draws[used + 1],
        penWidth * (1 + variation.pressure * draws[used + 2]))
    }
    for stroke in glyph.strokes {
      var last: SIMD3<Float>?
      for curve in stroke {
        let controls = (last.map { [$0] } ?? []) + curve.map(moved)
        if last == nil { points.append(controls[0]) }
        appendCurve(controls)
        last = controls[controls.count - 1]
      }
      ends.append(points.count)
    }
  }

  /// The curve of E. Catmull and R. Rom (1974) through all `controls`, without its first point.
  private mutating func appendCurve(_ controls: [SIMD3<Float>]) {
    for span in 0..<max(0, controls.count - 1) {
      let (p1, p2) = (controls[span], controls[span + 1])
      let p0 = span > 0 ? controls[span - 1] : p1
      let p3 = span + 2 < controls.count ? controls[span + 2] : p2
      for piece in 1...Self.piecesPerSpan {
        let t = Float(piece) / Float(Self.piecesPerSpan)
        let linear = (p2 - p0) * t
        let square = (2 * p0 - 5 * p1 + 4 * p2 - p3) * (t * t)
        let cube = (3 * p1 - p0 - 3 * p2 + p3) * (t * t * t)
        points.append(p1 + 0.5 * (linear + square + cube))
      }
    }
  }

  /// A smooth displacement: a uniform cubic B-spline on 5 × 5 random coefficients for each direction, half a height
  /// apart.
  private mutating func warp(amplitude: Float, coefficients: [Float]) {
    for index in points.indices {
      let (column, columnWeights) = Self.spline(points[index].x)
      let (row, rowWeights) = Self.spline(points[index].y)
      var shift = SIMD2<Float>.zero
      for i in 0..<4 {
        for j in 0..<4 {
          let cell = (row + i) * 5 + column + j
          shift += rowWeights[i] * columnWeights[j] * SIMD2(coefficients[cell], coefficients[25 + cell])
        }
      }
      points[index].x += amplitude * shift.x
      points[index].y += amplitude * shift.y
    }
  }

  /// The first of the four coefficients that act at a coordinate of about −0.5…0.5, and their weights.
  private static func spline(_ coordinate: Float) -> (first: Int, weights: SIMD4<Float>) {
    let position = min(2, max(0, 2 * coordinate + 1))
    let first = position < 1 ? 0 : 1
    let t = position - Float(first)
    let s = 1 - t
    return (
      first,
      SIMD4(s * s * s, 3 * t * t * t - 6 * t * t + 4, 3 * s * s * s - 6 * s * s + 4, t * t * t) / 6
    )
  }

  /// Width, slant and rotation. The angle enters through the tangent of its half, which needs no library function and
  /// so gives the same bits everywhere.
  private mutating func lean(aspect: Float, slant: Float, rotation: Float) {
    let half = rotation / 2
    let cosine = (1 - half * half) / (1 + half * half)
    let sine = 2 * half / (1 + half * half)
    for index in points.indices {
      let y = points[index].y
      let x = aspect * points[index].x - slant * y
      points[index].x = cosine * x - sine * y
      points[index].y = sine * x + cosine * y
    }
  }

  /// Scales the larger side to `size` pixels and puts the middle at the image's, off by `shift`, but so that no ink
  /// comes into the outermost ring of pixels.
  private mutating func fit(size: Float, shift: SIMD2<Float>, side: Float, edge: Float) {
    var low = SIMD2(points[0].x, points[0].y)
    var high = low
    var widest: Float = 0
    for point in points {
      low = SIMD2(min(low.x, point.x), min(low.y, point.y))
      high = SIMD2(max(high.x, point.x), max(high.y, point.y))
      widest = max(widest, point.z)
    }
    // Pixel 0 has its middle at 0.5: ink reaches as far as the half width and half of the edge.
    let margin = 0.5 + widest + edge / 2
    let room = side - 2 * margin
    let extent = high - low
    let scale = min(size, room) / max(extent.x, extent.y)
    let slack = SIMD2(repeating: room) - scale * extent
    for index in points.indices {
      for axis in 0..<2 {
        let free = min(slack[axis] / 2, max(-slack[axis] / 2, shift[axis]))
        let middle = (low[axis] + high[axis]) / 2
        points[index][axis] = side / 2 + free + scale * (points[index][axis] - middle)
      }
    }
  }
}
