import Foundation

/// What the program asks of the processor: its rooms are compiled for the vectors of the machine that built it.
enum Processor {
  /// Ends the program, with a message, on a processor without what the rooms were compiled for: it would stop in the
  /// middle of some computation otherwise.
  static func check() {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else { return }
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    guard let refusal = refusal(features: Set(flags.split(separator: " ").map(String.init))) else { return }
    FileHandle.standardError.write(Data("mortal: \(refusal)\n".utf8))
    exit(70)
  }

  /// What is wrong with a processor of these features; nil if nothing is.
  static func refusal(features: Set<String>) -> String? {
    let missing = needed.filter { !features.contains($0) }
    guard !missing.isEmpty else { return nil }
    return "this program was built for processors with \(vectors), and this one has no "
      + "\(missing.joined(separator: ", ")); build it on this machine, or anywhere with \(remedy)"
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
