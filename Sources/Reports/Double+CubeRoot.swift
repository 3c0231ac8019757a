internal import Foundation

extension Double {
  var cubeRoot: Double { cbrt(self) }
}
