/// Reading and writing of NumPy's `.npy` files.
///
/// Format: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0, 2.0 and 3.0. Read: booleans, signed and
/// unsigned integers of 1, 2, 4 and 8 bytes, floats of 2, 4 and 8 bytes, either byte order, C or Fortran order, any
/// rank. Written: `<f4` and `<f8` in C order, byte for byte as `numpy.save` writes them. Nothing in a header is ever
/// evaluated, and nothing is allocated before the header's shape has been held against the size of the file.
public enum NPY {
  /// The six bytes that open every file.
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// Arrays of more axes than this are refused, as NumPy does.
  static let highestRank = 64
}
