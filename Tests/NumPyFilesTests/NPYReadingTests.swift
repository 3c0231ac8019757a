import Foundation
import Matrices
import NumPyFiles
import Testing

/// The path of a file written by NumPy.
func reference(_ name: String) throws -> String {
  try #require(Bundle.module.url(forResource: "Reference/" + name, withExtension: "npy")).path
}

/// Files written by NumPy itself; the values are those of the script in Reference/README.md.
@Suite struct NPYReadingTests {
  static let values: [Double] = [0, 1, -2, 3.5, 1e-3, -7.25, 100, -0.1, 0x1p-20, 65504, 5, 6]
  static let whole: [Double] = [0, 1, 2, 3, 100, 127]

  @Test(arguments: ["le-c", "le-f", "be-c", "be-f"]) func floatsOfEitherByteOrderAndLayout(layout: String) throws {
    let double = try NPY.readDoubles(reference("float-f8-" + layout))
    #expect(double.shape == [3, 4])
    #expect(double.values == Self.values)
    let single = try NPY.read(reference("float-f4-" + layout))
    #expect(single.values == .floats(Self.values.map { Float($0) }))
    let half = try NPY.read(reference("float-f2-" + layout))
    // 0.001 and 0.1 in half precision, and the subnormal 2⁻²⁰, as NumPy converts them.
    let expected = Self.values.map { value in
      switch value {
      case 1e-3: Float(0.0010004043579101562)
      case -0.1: Float(-0.0999755859375)
      default: Float(value)
      }
    }
    #expect(half.values == .floats(expected))
    #expect(try NPY.readMatrix(reference("float-f8-" + layout)).elements == Self.values.map { Float($0) })
  }

  @Test(arguments: ["i2", "u2", "i4", "u4", "i8", "u8"]) func integersOfEitherByteOrder(type: String) throws {
    let sign: Double = type.hasPrefix("u") ? 1 : -1
    for order in ["le", "be"] {
      let array = try NPY.read(reference("whole-\(type)-\(order)"))
      #expect(array.shape == [2, 3])
      #expect(array.kind.rawValue == type)
      #expect(array.doubles == Self.whole.map { $0 * sign })
    }
  }

  @Test func oneByteTypes() throws {
    #expect(try NPY.read(reference("whole-i1")).doubles == Self.whole.map { -$0 })
    #expect(try NPY.read(reference("whole-u1")).doubles == Self.whole.map { $0 + 128 })
    #expect(try NPY.read(reference("whole-b1")).doubles == [0, 1, 0, 1, 0, 1])
  }

  @Test func everyRank() throws {
    let number = try NPY.read(reference("rank0"))
    #expect(number.shape == [] && number.doubles == [2.5])
    #expect(try NPY.read(reference("rank1")).doubles == [0, 1, 2, 3, 4])
    for order in ["c", "f"] {
      let cube = try NPY.read(reference("rank3-" + order))
      #expect(cube.shape == [2, 3, 4])
      #expect(cube.doubles == (0..<24).map(Double.init))
    }
    let row = try NPY.readMatrix(reference("rank1"), vectorAsRow: true)
    #expect(row == Matrix(rows: 1, columns: 5, elements: [0, 1, 2, 3, 4]))
  }

  @Test(arguments: [1, 2, 3]) func everyFormatVersion(version: Int) throws {
    let matrix = try NPY.readMatrix(reference("version\(version)"))
    #expect(matrix == Matrix(rows: 2, columns: 3, elements: [0, 1, 2, 3, 4, 5]))
  }

  @Test func refusals() throws {
    let absent = "/nonexistent/w.npy"
    #expect(throws: NPYError.missing(path: absent)) { try NPY.read(absent) }
    for (name, descr) in [
      ("complex", "'<c8'"), ("object", "'|O'"), ("text", "'<U1'"), ("structured", "'[...]' (a structure)"),
    ] {
      let path = try reference(name)
      #expect(throws: NPYError.unsupportedType(path: path, descr: descr)) { try NPY.read(path) }
    }
    let empty = try reference("empty")
    #expect(throws: NPYError.empty(path: empty, shape: [0, 3])) { try NPY.readMatrix(empty) }
    #expect(throws: NPYError.empty(path: empty, shape: [0, 3])) { try NPY.readDoubles(empty) }
    let nan = try reference("nan")
    #expect(throws: NPYError.notFinite(path: nan, shape: [2, 2], index: [1, 0], value: "nan")) {
      try NPY.readMatrix(nan)
    }
    #expect(try NPY.readMatrix(nan, requireFinite: false).elements[3] == .infinity)
    let huge = try reference("huge-f8")
    #expect(
      throws: NPYError.outOfRange(
        path: huge, shape: [1, 2], index: [0, 1], value: "1e+300", allowed: "±3.4e38 (Float)")
    ) { try NPY.readMatrix(huge) }
    #expect(try NPY.readDoubles(huge).values == [1, 1e300])
    let integer = try reference("huge-i8")
    #expect {
      try NPY.read(integer)
    } throws: {
      "\($0)".contains("element (1,) of shape (2,) is 9007199254740994")
    }
    let cube = try reference("rank3-c")
    #expect {
      try NPY.readMatrix(cube)
    } throws: {
      "\($0)" == "\(cube): shape (2, 3, 4) has 3 axes; allowed: two axes, rows and columns; use array.reshape(...)"
    }
  }
}
