/// Why the laboratory cannot open.
package enum LabError: Error, Sendable, Equatable, CustomStringConvertible {
  case cannotListen(address: String, reason: String)
  case badHost(text: String)
  case outOfRange(option: String, value: String, allowed: String)
  case notEmpty(path: String)

  package var description: String {
    switch self {
    case .cannotListen(let address, let reason):
      "cannot listen on \(address): \(reason); another program may use the port: choose one with --port"
    case .badHost(let text):
      "--host: '\(text)' is no address; give 127.0.0.1, ::1 or an address of this machine in numbers"
    case .outOfRange(let option, let value, let allowed):
      "\(option): \(value) is not allowed; allowed is \(allowed)"
    case .notEmpty(let path):
      "\(path): a folder with other things in it; give a new one, or one that 'mortal lab export' made"
    }
  }
}
