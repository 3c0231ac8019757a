internal import COpenBLAS

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
