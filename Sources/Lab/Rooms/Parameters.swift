/// The values that a request gives, read one by one: each with what is allowed, none left over.
package struct Parameters {
  private let values: [String: JSONNode]
  private var known: Set<String> = []

  package init(_ values: [String: JSONNode] = [:]) { self.values = values }

  /// - Throws: ``RequestFault`` 400 for a body that is no object.
  package init(_ body: [UInt8]) throws(RequestFault) {
    guard !body.isEmpty else {
      self.init()
      return
    }
    guard case .object(let values) = try JSONNode.read(body) else {
      throw RequestFault(400, "The body is no JSON object; write for example {\"card\": \"ecram-tang2018\"}.")
    }
    self.init(values)
  }

  private func refuse(_ name: String, _ value: JSONNode, _ allowed: String) -> RequestFault {
    RequestFault(400, "\(name): \(value.kind) is not allowed; allowed is \(allowed).")
  }

  private mutating func value(_ name: String) -> JSONNode? {
    known.insert(name)
    return values[name]
  }

  package mutating func whole(
    _ name: String, in range: ClosedRange<Int>, or usual: Int
  ) throws(RequestFault) -> Int {
    guard let value = value(name) else { return usual }
    guard case .number(let number) = value, number == number.rounded(), abs(number) <= 9e15,
      range.contains(Int(number))
    else {
      throw refuse(name, value, "a whole number, \(range.lowerBound)...\(range.upperBound)")
    }
    return Int(number)
  }

  package mutating func number(
    _ name: String, in range: ClosedRange<Double>, or usual: Double
  ) throws(RequestFault) -> Double {
    guard let value = value(name) else { return usual }
    guard case .number(let number) = value, range.contains(number) else {
      throw refuse(name, value, "a number, \(range.lowerBound)...\(range.upperBound)")
    }
    return number
  }

  package mutating func flag(_ name: String, or usual: Bool) throws(RequestFault) -> Bool {
    guard let value = value(name) else { return usual }
    guard case .boolean(let flag) = value else { throw refuse(name, value, "true or false") }
    return flag
  }

  package mutating func choice(
    _ name: String, of choices: [String], or usual: String
  ) throws(RequestFault) -> String {
    guard let value = value(name) else { return usual }
    guard case .text(let text) = value, choices.contains(text) else {
      throw refuse(name, value, choices.joined(separator: ", "))
    }
    return text
  }

  package mutating func numbers(
    _ name: String, count: ClosedRange<Int>, in range: ClosedRange<Double>, or usual: [Double]
  ) throws(RequestFault) -> [Double] {
    guard let value = value(name) else { return usual }
    guard case .list(let list) = value, count.contains(list.count) else {
      throw refuse(name, value, "a list of \(count.lowerBound) to \(count.upperBound) numbers")
    }
    var numbers: [Double] = []
    for item in list {
      guard case .number(let number) = item, range.contains(number) else {
        throw refuse("\(name)[\(numbers.count)]", item, "a number, \(range.lowerBound)...\(range.upperBound)")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// - Throws: ``RequestFault`` 400 for a name that nobody asked for.
  package func finish() throws(RequestFault) {
    let strange = values.keys.filter { !known.contains($0) }.sorted()
    guard strange.isEmpty else {
      throw RequestFault(
        400, "'\(strange[0].prefix(40))' is no name here; names are \(known.sorted().joined(separator: ", ")).")
    }
  }
}
