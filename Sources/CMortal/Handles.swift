internal import Crossbar
internal import DeviceModels
internal import Synchronization
internal import Workbench

/// A chip that callers of the C interface hold by number.
final class ChipBox: Sendable {
  let chip: Chip
  private let inUse = Atomic<Bool>(false)
  /// The number of the next layer on the chip; touched only inside ``exclusively(_:)``.
  nonisolated(unsafe) var nextLayer = 0

  init(_ chip: Chip) { self.chip = chip }

  /// Does something with the chip and its layers, alone.
  /// - Throws: ``InterfaceError/busy(card:serial:)`` while another thread does something with it.
  func exclusively<Result>(_ body: () throws -> Result) throws -> Result {
    guard inUse.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
      throw InterfaceError.busy(card: chip.card.id, serial: chip.serial)
    }
    defer { inUse.store(false, ordering: .releasing) }
    return try body()
  }
}

/// A layer that callers hold by number. It keeps its chip.
final class LayerBox: Sendable {
  let chip: ChipBox
  /// Touched only inside the chip's ``ChipBox/exclusively(_:)``.
  nonisolated(unsafe) var session: LayerSession

  init(chip: ChipBox, session: LayerSession) {
    self.chip = chip
    self.session = session
  }
}

/// The objects behind the numbers that callers hold: a number that was never given out or was given back is an error,
/// not a crash. Numbers are not used twice.
final class Handles<Object: AnyObject & Sendable>: Sendable {
  private struct Table {
    var next: UInt64 = 1
    var objects: [UInt64: Object] = [:]
  }

  private let kind: String
  private let table = Mutex(Table())

  /// - Parameter kind: what the objects are, for messages.
  init(_ kind: String) { self.kind = kind }

  /// A new number for an object.
  func add(_ object: Object) -> UInt64 {
    table.withLock { table in
      let handle = table.next
      table.next += 1
      table.objects[handle] = object
      return handle
    }
  }

  /// The object of a number.
  /// - Throws: ``InterfaceError/badHandle(kind:value:)``.
  func object(_ handle: UInt64) throws(InterfaceError) -> Object {
    guard let object = table.withLock({ $0.objects[handle] }) else { throw .badHandle(kind: kind, value: handle) }
    return object
  }

  /// Forgets a number.
  /// - Throws: ``InterfaceError/badHandle(kind:value:)``.
  func remove(_ handle: UInt64) throws(InterfaceError) {
    guard table.withLock({ $0.objects.removeValue(forKey: handle) }) != nil else {
      throw .badHandle(kind: kind, value: handle)
    }
  }
}

let chips = Handles<ChipBox>("chip")
let layers = Handles<LayerBox>("layer")
