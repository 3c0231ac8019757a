/// In which order the values of images stand in a file: [count, height, width], or with colours first or last.
struct ImageOrder {
  let height: Int
  let width: Int
  let channels: Int
  /// Whether the colours of a pixel stand side by side.
  private let isInterleaved: Bool
  /// Whether there are four dimensions of which neither the second nor the last can be colours.
  let isUnknown: Bool

  /// - Parameter dimensions: as a file has them. Of four, 1 to 4 colours stand last, else second.
  init(_ dimensions: [Int]) {
    guard dimensions.count == 4 else {
      (height, width, channels, isInterleaved, isUnknown) = (dimensions[1], dimensions[2], 1, false, false)
      return
    }
    let colours = 1...4
    isInterleaved = colours.contains(dimensions[3])
    isUnknown = !isInterleaved && !colours.contains(dimensions[1])
    (height, width, channels) =
      isInterleaved
      ? (dimensions[1], dimensions[2], dimensions[3]) : (dimensions[2], dimensions[3], dimensions[1])
  }

  /// The bytes with one colour after the other in every image.
  func byColour(_ bytes: [UInt8]) -> [UInt8] {
    guard isInterleaved, channels > 1 else { return bytes }
    let pixels = height * width
    var result = [UInt8](repeating: 0, count: bytes.count)
    for image in stride(from: 0, to: bytes.count, by: pixels * channels) {
      for channel in 0..<channels {
        for pixel in 0..<pixels {
          result[image + channel * pixels + pixel] = bytes[image + pixel * channels + channel]
        }
      }
    }
    return result
  }
}
