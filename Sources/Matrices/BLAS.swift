internal import COpenBLAS

#if canImport(Glibc)
  internal import Glibc
#endif

/// OpenBLAS, held at one thread: parallel work happens above it, over chips, runs and fixed row blocks, so that the
/// bits of a result do not depend on the number of threads.
public enum BLAS {
  /// Sets one thread, once per process; every call into OpenBLAS goes through here first.
  @usableFromInline static let ready: Void = openblas_set_num_threads(1)

  /// The kernel family OpenBLAS chose for this processor, e.g. `SkylakeX`. Results of a matrix product may differ in
  /// the last bits between families, so every stored result names it.
  public static var coreName: String {
    _ = ready
    return String(cString: openblas_get_corename())
  }

  /// OpenBLAS's version and build options in its own words.
  public static var configuration: String {
    _ = ready
    return String(cString: openblas_get_config())
  }
}

extension BLAS {
  /// The OpenBLAS kernel family for a processor with these features, by the name that OPENBLAS_CORETYPE takes; nil where
  /// OpenBLAS's own choice should stand.
  ///
  /// OpenBLAS picks kernels by the processor's model number. A release that is older than the processor does not know the
  /// number and falls back to SSE3 kernels ("Prescott"), five times slower than what the processor can do.
  public static func fittingCore(features: Set<String>) -> String? {
    if features.isSuperset(of: ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"]) { return "SKYLAKEX" }
    if features.isSuperset(of: ["avx2", "fma"]) { return "HASWELL" }
    return nil
  }

  /// Starts the program again with OPENBLAS_CORETYPE set when OpenBLAS fell back to kernels far below this processor.
  ///
  /// OpenBLAS reads the variable while it is being loaded, so it cannot be set later. Does nothing when the variable is
  /// set already, when OpenBLAS recognised the processor, and on systems other than Linux on x86-64.
  public static func restartWithFittingCore() {
    #if os(Linux) && arch(x86_64)
      guard getenv("OPENBLAS_CORETYPE") == nil, String(cString: openblas_get_corename()) == "Prescott",
        let core = fittingCore(features: processorFeatures())
      else { return }
      setenv("OPENBLAS_CORETYPE", core, 1)
      execv("/proc/self/exe", CommandLine.unsafeArgv)
    // Only a failed start comes here: go on with the slow kernels, which are as exact.
    #endif
  }

  #if os(Linux) && arch(x86_64)
    private static func processorFeatures() -> Set<String> {
      guard let file = fopen("/proc/cpuinfo", "r") else { return [] }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 8192)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = line.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        guard text.hasPrefix("flags") else { continue }
        return Set(text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }).map(String.init))
      }
      return []
    }
  #endif
}
