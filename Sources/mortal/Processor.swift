import Foundation

/// What the program asks of the processor: its rooms are compiled for the vectors of the machine that built it.
enum Processor {
  /// Ends the program, with a message, on a processor without what the rooms were compiled for: it would stop in the
  /// middle of some computation otherwise.
  static func check() {
    // The first processor's lines are enough: all of them take a while on a machine with hundreds.
    guard !needed.isEmpty, let file = FileHandle(forReadingAtPath: "/proc/cpuinfo"),
      let head = try? file.read(upToCount: 16_384)
    else { return }
    let flags = String(decoding: head, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let has = Set(flags.split(separator: " ").map(String.init))
    let missing = needed.filter { !has.contains($0) }
    guard !missing.isEmpty else { return }
    FileHandle.standardError.write(
      Data(
        ("mortal: this program was built for processors with \(vectors), and this one has no "
          + "\(missing.joined(separator: ", ")); build it on this machine, or anywhere with \(remedy)\n").utf8))
    exit(70)
  }

  #if MORTAL_AVX512
    private static let vectors = "AVX-512"
    private static let needed = ["avx2", "fma", "bmi2", "avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]
    private static let remedy = "MORTAL_AVX2=1 (any processor with AVX2) or MORTAL_PORTABLE=1 (any x86-64)"
  #elseif MORTAL_AVX2
    private static let vectors = "AVX2"
    private static let needed = ["avx2", "fma", "bmi2"]
    private static let remedy = "MORTAL_PORTABLE=1 (any x86-64)"
  #else
    private static let vectors = ""
    private static let needed: [String] = []
    private static let remedy = ""
  #endif
}
