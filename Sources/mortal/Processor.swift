import Foundation

/// What a program that was built with `MORTAL_AVX512=1` asks of the processor.
enum Processor {
  /// Ends the program, with a message, on a processor without what the rooms were compiled for: it would stop in the
  /// middle of some computation otherwise. Does nothing in other builds.
  static func check() {
    #if MORTAL_AVX512
      guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return }
      let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
      let has = Set(flags.split(separator: " ").map(String.init))
      let missing = ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"].filter { !has.contains($0) }
      guard !missing.isEmpty else { return }
      FileHandle.standardError.write(
        Data(
          ("mortal: this program was built with MORTAL_AVX512=1, and this processor has no "
            + missing.joined(separator: ", ") + "; build it without\n").utf8))
      exit(70)
    #endif
  }
}
