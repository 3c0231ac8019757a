import Foundation

/// Memory that is given back by one batch of a training and wanted again by the next.
enum KeptMemory {
  /// Lets the C library keep up to 256 MB of freed memory instead of handing it to the system at once, which clears every
  /// page of it before it comes back: a sixth of an epoch of Forward-Forward in floating point. Numbers do not depend on
  /// it. Does nothing where the library is not glibc.
  static func begin() {
    #if canImport(Glibc)
      // Not among what Swift imports of the library.
      guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "mallopt") else { return }
      let set = unsafeBitCast(symbol, to: (@convention(c) (_ parameter: Int32, _ value: Int32) -> Int32).self)
      let (trimThreshold, mapThreshold): (Int32, Int32) = (-1, -3)
      _ = set(trimThreshold, 256 << 20)
      // The most that glibc takes; larger pieces come from the system and go back to it.
      _ = set(mapThreshold, 32 << 20)
    #endif
  }
}
