internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles
internal import Foundation
internal import Matrices
internal import NumPyFiles
internal import Periphery
internal import Provenance
internal import StrictYAML
internal import Units
internal import Wires
internal import Workbench

/// What can be wrong with a call, beside what the rest of the program throws.
enum InterfaceError: Error, Equatable, CustomStringConvertible {
  /// A number that names no object.
  case badHandle(kind: String, value: UInt64)
  /// A pointer that must not be null.
  case nullPointer(argument: String)
  /// An argument outside its range.
  case outOfRange(argument: String, value: String, allowed: String)
  /// Another thread is using the chip.
  case busy(card: String, serial: Int)
  /// The converters' full scales are fixed once.
  case alreadyCalibrated

  var description: String {
    switch self {
    case .badHandle(let kind, let value):
      "\(kind): \(value) is no \(kind) that is open; it was released, or never made"
    case .nullPointer(let argument): "\(argument): a null pointer is not allowed"
    case .outOfRange(let argument, let value, let allowed): "\(argument): \(value) is outside \(allowed)"
    case .busy(let card, let serial):
      "chip \(serial) of card '\(card)' is being used by another thread; a chip does one thing at a time: give each "
        + "thread a chip of its own, or take turns"
    case .alreadyCalibrated:
      "the converters of this layer have their full scales already, and a range never follows later data; calibrate "
        + "before the first read"
    }
  }
}

/// What a call returns; the numbers are those that the command line exits with.
enum CallStatus: Int32 {
  case done = 0
  case usage = 64
  case badData = 65
  case missingInput = 66
  case fault = 70
  case busy = 75

  init(of error: any Error) {
    switch error {
    case InterfaceError.busy: self = .busy
    case is InterfaceError, is WorkbenchError, ExperimentFileError.badOption, ExperimentFileError.outOfRange:
      self = .usage
    case NPYError.missing, DeviceModelsError.unknownCard, DeviceModelsError.noLibrary, YAMLError.missingFile:
      self = .missingInput
    case is NPYError, is DeviceModelsError, is CrossbarError, is PeripheryError, is YAMLError, is UnitsError,
      is WiresError, is ExperimentFileError:
      self = .badData
    default: self = .fault
    }
  }
}

/// Text that a caller gets and gives back with `mortal_string_release`.
public typealias TextOut = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>

/// Does a call's work and turns an error into a status and a text.
func call(_ error: TextOut?, _ body: () throws -> Void) -> Int32 {
  error?.pointee = nil
  do {
    try body()
    return CallStatus.done.rawValue
  } catch let thrown {
    error?.pointee = strdup("\(thrown)")
    return CallStatus(of: thrown).rawValue
  }
}

/// The text of an argument.
func text(_ pointer: UnsafePointer<CChar>?, _ argument: String) throws(InterfaceError) -> String {
  guard let pointer else { throw .nullPointer(argument: argument) }
  return String(cString: pointer)
}

/// Hands text out.
func give(_ text: String, to target: TextOut?, _ argument: String) throws(InterfaceError) {
  guard let target else { throw .nullPointer(argument: argument) }
  target.pointee = strdup(text)
}

/// Hands a value out as JSON, keys sorted.
func give(json value: some Encodable, to target: TextOut?) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  try give(String(decoding: encoder.encode(value), as: UTF8.self), to: target, "json")
}

/// A matrix of the caller's numbers: [rows × columns], row after row.
/// - Throws: for a null pointer, sizes outside 1...2³¹ − 1, and NaN or infinity, which the message finds.
func matrix(
  _ pointer: UnsafePointer<Float>?, rows: Int64, columns: Int64, _ name: String
) throws -> Matrix {
  guard let pointer else { throw InterfaceError.nullPointer(argument: name) }
  guard rows >= 0, columns >= 0, rows <= Int64(Int32.max), columns <= Int64(Int32.max),
    rows.multipliedReportingOverflow(by: columns * 4).overflow == false
  else {
    throw InterfaceError.outOfRange(
      argument: name, value: "\(rows) x \(columns)", allowed: "0...\(Int32.max) rows and columns")
  }
  let shape = [Int(rows), Int(columns)]
  guard rows > 0, columns > 0 else { throw NPYError.empty(path: name, shape: shape) }
  let elements = UnsafeBufferPointer(start: pointer, count: shape[0] * shape[1])
  if let index = firstNotFinite(elements) {
    throw NPYError.notFinite(
      path: name, shape: shape, index: [index / shape[1], index % shape[1]], value: "\(elements[index])")
  }
  return Matrix(rows: shape[0], columns: shape[1], elements: Array(elements))
}

/// The place of the first NaN or infinity.
private func firstNotFinite(_ elements: UnsafeBufferPointer<Float>) -> Int? {
  // The largest magnitude by bits, over lanes: at least infinity's where one element is not finite.
  var largest: UInt32 = 0
  for element in elements { largest = max(largest, element.bitPattern & 0x7fff_ffff) }
  guard largest >= Float.infinity.bitPattern else { return nil }
  return elements.firstIndex { !$0.isFinite }
}

/// Copies numbers to where the caller wants them.
/// - Throws: for a null pointer and room for another count.
func give(
  _ values: [Float], to target: UnsafeMutablePointer<Float>?, count: Int64, _ name: String
) throws(InterfaceError) {
  guard let target else { throw .nullPointer(argument: name) }
  try require(count, equals: values.count, name)
  values.withUnsafeBufferPointer { target.update(from: $0.baseAddress!, count: values.count) }
}

/// - Throws: for room for another count than there will be numbers.
func require(_ count: Int64, equals needed: Int, _ name: String) throws(InterfaceError) {
  guard count == needed else {
    throw .outOfRange(argument: name, value: "room for \(count) numbers", allowed: "exactly \(needed)")
  }
}

/// A quantity with unit.
/// - Throws: ``WorkbenchError/notAQuantity(option:reason:)``.
func quantity<Q: Quantity>(_ text: String, _ type: Q.Type, _ option: String) throws -> Q {
  do { return try Q(parsing: text) } catch { throw WorkbenchError.notAQuantity(option: option, reason: "\(error)") }
}

/// Text of the program's version, which never goes away.
private nonisolated(unsafe) let version: UnsafeMutablePointer<CChar>? = strdup(ProgramVersion.text)
private nonisolated(unsafe) let core: UnsafeMutablePointer<CChar>? = strdup(BLAS.coreName)

@_cdecl("mortal_version")
public func mortalVersion() -> UnsafePointer<CChar>? { UnsafePointer(version) }

@_cdecl("mortal_blas_core")
public func mortalBLASCore() -> UnsafePointer<CChar>? { UnsafePointer(core) }

@_cdecl("mortal_string_release")
public func mortalStringRelease(_ text: UnsafeMutablePointer<CChar>?) { free(text) }

@_cdecl("mortal_set_devices")
public func mortalSetDevices(
  _ folder: UnsafePointer<CChar>?, _ error: TextOut?
) -> Int32 {
  call(error) {
    let folder = try text(folder, "folder")
    // The variable that the program looks at first; one that the user set stands.
    setenv("MORTAL_DEVICES", folder, 0)
  }
}

@_cdecl("mortal_decode_npy")
public func mortalDecodeNPY(
  _ bytes: UnsafePointer<UInt8>?, _ size: Int64, _ name: UnsafePointer<CChar>?, _ vectorAsRow: Int32,
  _ target: UnsafeMutablePointer<Float>?, _ count: Int64,
  _ error: TextOut?
) -> Int32 {
  call(error) {
    guard let bytes else { throw InterfaceError.nullPointer(argument: "bytes") }
    guard size >= 0 else { throw InterfaceError.outOfRange(argument: "size", value: "\(size)", allowed: "0 and more") }
    let array = try NPY.decode(
      Array(UnsafeBufferPointer(start: bytes, count: Int(size))), named: text(name, "name"))
    try give(array.matrix(vectorAsRow: vectorAsRow != 0).elements, to: target, count: count, "target")
  }
}
