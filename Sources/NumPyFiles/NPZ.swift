package import Foundation

/// NumPy's `.npz` archives: `.npy` files in a ZIP archive, one for each named array.
///
/// Read: what `numpy.savez` and `numpy.savez_compressed` write. Written: `<f4`, `<f8` and text arrays, stored or
/// deflated, which `numpy.load` opens; members are dated 1 January 1980, so that equal arrays give equal bytes.
package enum NPZ {
  /// An array that is to be written.
  package struct Entry: Sendable {
    let name: String
    let shape: [Int]
    let content: Content

    enum Content: Sendable {
      case values(NPYArray.Values)
      case texts([String])
    }

    /// - Parameters:
    ///   - name: as `numpy.load(path)[name]` asks for it.
    ///   - values: in C order.
    /// - Precondition: the product of `shape` is the number of values.
    package init(_ name: String, shape: [Int], _ values: NPYArray.Values) {
      self.name = name
      self.shape = shape
      content = .values(values)
    }

    /// Texts, as fixed-width bytes of UTF-8 (`|S`), of one axis: `numpy.char.decode(array, "utf-8")` makes them text.
    package init(_ name: String, texts: [String]) {
      self.name = name
      shape = [texts.count]
      content = .texts(texts)
    }
  }

  /// The arrays of the file at `path` by their names (without `.npy`), in the archive's order.
  ///
  /// - Throws: ``NPYError`` for a missing, foreign or damaged archive, and for a member that ``NPY`` does not read.
  package static func read(_ path: String) throws(NPYError) -> [(name: String, array: NPYArray)] {
    try decode(NPY.contents(of: path), named: path)
  }

  /// The arrays of `data`, a whole archive; `path` stands in messages.
  /// - Throws: ``NPYError``, as for a file.
  package static func decode(_ data: Data, named path: String) throws(NPYError) -> [(name: String, array: NPYArray)] {
    let archive = try ZipArchive(data, path: path)
    var arrays: [(name: String, array: NPYArray)] = []
    for member in archive.members {
      guard member.name.hasSuffix(".npy") else {
        throw .damagedMember(path: path, member: member.name, reason: "it is not an array (.npy)")
      }
      let name = String(member.name.dropLast(4))
      arrays.append((name, try NPY.decode(archive.contents(member), named: "\(path):\(name)")))
    }
    return arrays
  }

  /// The whole archive.
  ///
  /// - Parameter deflated: whether members are packed, as `numpy.savez_compressed` does.
  /// - Precondition: names differ.
  package static func encoded(_ entries: [Entry], deflated: Bool = false) -> Data {
    precondition(Set(entries.map(\.name)).count == entries.count, "two arrays of one name")
    var writer = ZipWriter()
    for entry in entries {
      let bytes: [UInt8] =
        switch entry.content {
        case .values(.floats(let values)): NPY.encoded(values, shape: entry.shape)
        case .values(.doubles(let values)): NPY.encoded(doubles: values, shape: entry.shape)
        case .texts(let texts): NPY.encoded(texts: texts)
        }
      writer.add(entry.name + ".npy", bytes, deflated: deflated)
    }
    return writer.finished()
  }

  /// Writes the archive, by way of `OutputFile`.
  ///
  /// - Throws: ``NPYError/output(_:)``.
  package static func write(_ entries: [Entry], deflated: Bool = false, to path: String) throws(NPYError) {
    try NPY.save(encoded(entries, deflated: deflated), to: path)
  }
}
