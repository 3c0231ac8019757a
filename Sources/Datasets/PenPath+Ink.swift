extension PenPath {
  /// Adds the ink of the path to an image of `side` × `side` pixels: full within the pen's half width of the path,
  /// none beyond, and linear over `edge` pixels between.
  ///
  /// - Parameter depth: for every pixel how far it lies inside the ink, in pixels; to begin with, far outside.
  func draw(into depth: UnsafeMutablePointer<Float>, side: Int, edge: Float) {
    var start = 0
    for end in ends {
      for index in start..<max(start, end - 1) {
        Self.drawPiece(points[index], points[index + 1], into: depth, side: side, edge: edge)
      }
      start = end
    }
  }

  private static func drawPiece(
    _ from: SIMD3<Float>, _ to: SIMD3<Float>, into depth: UnsafeMutablePointer<Float>, side: Int, edge: Float
  ) {
    let reach = max(from.z, to.z) + edge / 2
    let direction = to - from
    let squaredLength = max(1e-12, direction.x * direction.x + direction.y * direction.y)
    let columns = pixels(min(from.x, to.x) - reach, max(from.x, to.x) + reach, side)
    for row in pixels(min(from.y, to.y) - reach, max(from.y, to.y) + reach, side) {
      let y = Float(row) + 0.5 - from.y
      for column in columns {
        let x = Float(column) + 0.5 - from.x
        let along = min(1, max(0, (x * direction.x + y * direction.y) / squaredLength))
        let (dx, dy) = (x - along * direction.x, y - along * direction.y)
        let inside = from.z + along * direction.z - (dx * dx + dy * dy).squareRoot()
        let pixel = row * side + column
        if inside > depth[pixel] { depth[pixel] = inside }
      }
    }
  }

  /// The pixels whose middles lie between two coordinates.
  private static func pixels(_ low: Float, _ high: Float, _ side: Int) -> Range<Int> {
    let first = max(0, Int(low - 0.5))
    return first..<max(first, min(side, Int(high + 0.5) + 1))
  }
}
