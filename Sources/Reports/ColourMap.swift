internal import Foundation

/// The colours of a heat map.
public enum ColourMap: Sendable, Equatable {
  /// Perceptually uniform, colour-blind-safe (Smith and van der Walt 2015).
  case viridis
  /// Perceptually uniform, the same to red-green-blind eyes (Nuñez et al., PLoS ONE 13, e0199239, 2018).
  case cividis
  /// Blue to white to red about 0, for signed values (Brewer's RdBu).
  case diverging

  /// Support points at equal distances.
  var stops: [String] {
    switch self {
    case .viridis:
      return [
        "#440154", "#482475", "#414487", "#355F8D", "#2A788E", "#21918C", "#22A884", "#44BF70", "#7AD151", "#BDDF26",
        "#FDE725",
      ]
    case .cividis:
      return [
        "#00224E", "#123570", "#3B496C", "#575D6D", "#707173", "#8A8678", "#A59C74", "#C3B369", "#E1CC55", "#FEE838",
      ]
    case .diverging:
      return [
        "#053061", "#2166AC", "#4393C3", "#92C5DE", "#D1E5F0", "#F7F7F7", "#FDDBC7", "#F4A582", "#D6604D", "#B2182B",
        "#67001F",
      ]
    }
  }

  /// gnuplot's palette command.
  var definition: String {
    let points = stops.enumerated().map { "\($0.offset) '\($0.element)'" }
    return "set palette defined (\(points.joined(separator: ", ")))"
  }

  /// Relative luminance (0 black … 1 white) at `share` of the way through the map.
  func luminance(at share: Double) -> Double {
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let low = Int(place)
    let high = min(low + 1, stops.count - 1)
    let weight = place - Double(low)
    return Self.luminance(stops[low]) * (1 - weight) + Self.luminance(stops[high]) * weight
  }

  private static func luminance(_ colour: String) -> Double {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let channels = [value >> 16 & 255, value >> 8 & 255, value & 255].map { pow(Double($0) / 255, 2.2) }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}

/// Colours and marks that stay apart for colour-blind readers and in grey print.
///
/// Okabe and Ito, "Color Universal Design" (2008); its yellow, too light on white paper, is replaced by a grey.
enum Palette {
  static let colours = ["#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9", "#000000", "#7F7F7F"]
  /// gnuplot's filled circle, square, triangle, diamond and inverted triangle.
  static let marks = [7, 5, 9, 13, 11]
  static let text = "#1A1A1A"
  static let grid = "#E2E2E2"

  static func colour(_ index: Int) -> String { colours[index % colours.count] }
  static func mark(_ index: Int) -> Int { marks[index % marks.count] }
  /// Solid lines first; dashed once the colours begin again.
  static func dash(_ index: Int) -> Int { 1 + (index / colours.count) % 4 }
}
