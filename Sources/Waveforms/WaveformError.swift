internal import Units

/// What can be wrong with a waveform or its model.
package enum WaveformError: Error, Equatable, CustomStringConvertible {
  case badVoltage(text: String, reason: String)
  case outOfRange(option: String, value: String, allowed: String)
  case badTable(path: String, line: Int, reason: String)
  /// A model that is not there.
  case unknownModel(name: String, found: [String], searched: String)
  /// The integration does not get on.
  case noProgress(model: String, time: Double, reason: String)

  package var description: String {
    switch self {
    case .badVoltage(let text, let reason):
      "--voltage: \(shown(text)): \(reason); write sine:1V:1kHz, triangle:1V:1kHz, or the name of a table with columns "
        + "time_s and voltage_V, such as pulses.csv"
    case .outOfRange(let option, let value, let allowed): "\(option): \(shown(value)) is outside \(allowed)"
    case .badTable(let path, let line, let reason): "\(path):\(line): \(reason)"
    case .unknownModel(let name, let found, let searched):
      "no model \(shown(name)) in \(searched); there are \(found.joined(separator: ", ")); "
        + "or give the path of a .yaml file"
    case .noProgress(let model, let time, let reason):
      "\(model): the integration stopped at \(time) s: \(reason); a smaller amplitude or a higher frequency may help"
    }
  }
}
