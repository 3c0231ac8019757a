public import OutputFiles

/// What can be wrong with a file of arrays (`.npy`, `.npz`, `.safetensors`). Every description names the file, what was found, what is allowed and the
/// remedy.
public enum NPYError: Error, Equatable, CustomStringConvertible {
  /// There is no such file.
  case missing(path: String)
  /// The operating system refused to read it.
  case unreadable(path: String, reason: String)
  /// It could not be written.
  case output(OutputError)
  /// The file does not open as a `.npy` file does.
  case notNPY(path: String, found: String)
  /// A format version that is not 1.0, 2.0 or 3.0.
  case unsupportedVersion(path: String, major: Int, minor: Int)
  /// The header is not the dictionary that NumPy writes; `offset` counts bytes from the start of the file.
  case malformedHeader(path: String, offset: Int, reason: String)
  /// Objects, complex numbers, texts, structures, dates.
  case unsupportedType(path: String, descr: String)
  /// A negative or overflowing shape.
  case badShape(path: String, shape: String, reason: String)
  /// Fewer bytes than the shape asks for.
  case truncated(path: String, shape: [Int], type: String, expectedBytes: Int, foundBytes: Int)
  /// More bytes than the shape asks for.
  case extraBytes(path: String, shape: [Int], type: String, expectedBytes: Int, foundBytes: Int)
  /// An array without elements where at least one is needed.
  case empty(path: String, shape: [Int])
  /// An array of another rank than the caller can use.
  case wrongRank(path: String, shape: [Int], allowed: String)
  /// NaN or infinity where finite numbers are needed.
  case notFinite(path: String, shape: [Int], index: [Int], value: String)
  /// A number that the program's own type cannot hold.
  case outOfRange(path: String, shape: [Int], index: [Int], value: String, allowed: String)
  /// The file is not one of named tensors.
  case notSafeTensors(path: String, reason: String)
  /// A tensor whose description or place contradicts itself or the file.
  case damagedTensors(path: String, tensor: String, reason: String)
  /// A tensor of a type that is not read.
  case unsupportedTensor(path: String, tensor: String, type: String)
  /// The file is not an archive of arrays.
  case notArchive(path: String, reason: String)
  /// A member of an archive whose bytes are not those that its directory announces, or packed in a way not read.
  case damagedMember(path: String, member: String, reason: String)
  /// There is no array of that name, or none was named where several are.
  case noSuchArray(path: String, name: String?, available: [String])

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; check the path"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .output(let error): error.description
    case .notNPY(let path, let found):
      "\(path): not an .npy file: it opens with \(found); write it with numpy.save(path, array)"
    case .unsupportedVersion(let path, let major, let minor):
      "\(path): .npy format version \(major).\(minor); 1.0, 2.0 and 3.0 are read; write it with numpy.save"
    case .malformedHeader(let path, let offset, let reason):
      "\(path): damaged .npy header at byte \(offset): \(reason); write the file anew with numpy.save"
    case .unsupportedType(let path, let descr):
      "\(path): element type \(descr) is not read; allowed are b1, i1 to i8, u1 to u8, f2, f4 and f8 with byte order "
        + "< or >; "
        + (descr.contains("structure")
          ? "take one field of the structure, as in numpy.save(path, array['field'])"
          : "convert with array.astype('<f4')")
    case .badShape(let path, let shape, let reason):
      "\(path): shape \(shape): \(reason); write the file anew with numpy.save"
    case .truncated(let path, let shape, let type, let expected, let found):
      "\(path): shape \(Self.text(shape)) of \(type) needs \(expected) bytes of data, but the file has \(found): it is "
        + "truncated; write or copy it anew"
    case .extraBytes(let path, let shape, let type, let expected, let found):
      "\(path): shape \(Self.text(shape)) of \(type) needs \(expected) bytes of data, but the file has \(found): one "
        + "array a file is allowed; write it anew with numpy.save"
    case .empty(let path, let shape):
      "\(path): shape \(Self.text(shape)) has no elements; at least one is needed"
    case .wrongRank(let path, let shape, let allowed):
      "\(path): shape \(Self.text(shape)) has \(shape.count) axes; allowed: \(allowed); use array.reshape(...)"
    case .notFinite(let path, let shape, let index, let value):
      "\(path): element \(Self.text(index)) of shape \(Self.text(shape)) is \(value); only finite numbers are allowed; "
        + "find such elements with numpy.argwhere(~numpy.isfinite(array))"
    case .outOfRange(let path, let shape, let index, let value, let allowed):
      "\(path): element \(Self.text(index)) of shape \(Self.text(shape)) is \(value); allowed: \(allowed); scale or "
        + "convert the array before saving it"
    case .notSafeTensors(let path, let reason):
      "\(path): not a .safetensors file: \(reason); write it with safetensors.numpy.save_file(arrays, path)"
    case .damagedTensors(let path, let tensor, let reason):
      "\(path): damaged at tensor '\(tensor)': \(reason); write or copy the file anew"
    case .unsupportedTensor(let path, let tensor, let type):
      "\(path): tensor '\(tensor)' is of type \(type); F32, F64, I32, I64 and U8 are read; convert it before saving"
    case .notArchive(let path, let reason):
      "\(path): not an .npz archive: \(reason); write it with numpy.savez(path, name=array)"
    case .damagedMember(let path, let member, let reason):
      "\(path): member '\(member)': \(reason); write it anew with numpy.savez or numpy.savez_compressed"
    case .noSuchArray(let path, let name?, let available):
      "\(path): no array '\(name)'; it has \(Self.list(available)); name one as \(path):NAME"
    case .noSuchArray(let path, nil, let available):
      "\(path): one array is due, it has \(Self.list(available)); name one as \(path):NAME"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
  }

  /// A shape or index as Python prints it.
  static func text(_ tuple: [Int]) -> String {
    tuple.count == 1 ? "(\(tuple[0]),)" : "(" + tuple.map(String.init).joined(separator: ", ") + ")"
  }
}
