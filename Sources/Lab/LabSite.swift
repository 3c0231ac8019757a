internal import DeviceModels
internal import Foundation
internal import Provenance

/// The pages and everything that they ask: addresses to answers.
package final class LabSite: Sendable {
  /// Answers within a tenth of a second: two threads of their own.
  let quick = FairQueue(threads: 2, perClient: 12, total: 400)
  /// Trainings.
  let slow: FairQueue
  let registry = JobRegistry()
  let board = ClassBoard()
  let keeper: ResultKeeper?
  private let cards: [CardAnswer]

  /// Most trainings of one client that are not over.
  static let mostTrainings = 3

  /// - Parameters:
  ///   - jobs: trainings at a time.
  ///   - output: folder that finished trainings are kept in; nil keeps none.
  /// - Throws: what reading the cards and making the folder throws.
  package init(jobs: Int, output: String?) throws {
    slow = FairQueue(threads: jobs, perClient: Self.mostTrainings, total: 300, niceness: 5)
    keeper = try output.map { try ResultKeeper(folder: $0) }
    cards = try CardAnswer.all()
  }

  /// Lets its threads end.
  package func close() {
    quick.close()
    slow.close()
  }

  /// The answer to a request; a fault of whatever kind is an answer too.
  package func answer(_ request: LabRequest) async -> LabResponse {
    do {
      return try await respond(request)
    } catch let fault as RequestFault {
      return LabResponse(fault)
    } catch {
      // What the simulator refuses: a sentence that names place, value and remedy.
      return LabResponse(RequestFault(400, "\(error)"))
    }
  }

  private func respond(_ request: LabRequest) async throws -> LabResponse {
    let steps = request.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let isReading = request.method == "GET" || request.method == "HEAD"
    guard isReading || request.method == "POST" else {
      throw RequestFault(405, "\(request.method) is not understood here; GET and POST are.")
    }
    switch (steps.first, steps.count) {
    case (nil, _): return try page("index.html", isReading)
    case ("pages", 2): return try page(steps[1], isReading)
    case ("api", 2...): return try await ask(Array(steps.dropFirst()), request, isReading)
    default: throw RequestFault(404, "There is no such page; the laboratory begins at /.")
    }
  }

  private func page(_ name: String, _ isReading: Bool) throws(RequestFault) -> LabResponse {
    guard isReading else { throw RequestFault(405, "Pages are read with GET.") }
    guard let text = Pages.text(name) else {
      throw RequestFault(404, "There is no such page; the laboratory begins at /.")
    }
    return LabResponse(200, Pages.contentType(name), .bytes([UInt8](text.utf8)))
  }

  private func ask(_ steps: [String], _ request: LabRequest, _ isReading: Bool) async throws -> LabResponse {
    switch (steps[0], steps.count, isReading) {
    case ("about", 1, true): return try Self.json(About(version: ProgramVersion.text))
    case ("cards", 1, true): return try Self.json(cards)
    case ("class", 1, true): return try Self.json(board.snapshot())
    case ("class", 2, false) where steps[1] == "start": return try startClass(request)
    case ("runs", 1, false): return try start(request)
    case ("runs", 2, true): return try state(registry.job(steps[1]))
    case ("runs", 3, _): return try await run(registry.job(steps[1]), steps[2], request, isReading)
    case ("room", 2, false): return try await room(steps[1], request)
    default: throw RequestFault(404, "Nothing here answers \(request.method) \(request.path.prefix(60)).")
    }
  }

  /// Rooms that answer at once.
  private func room(_ name: String, _ request: LabRequest) async throws -> LabResponse {
    guard let question = RoomQuestion(rawValue: name) else {
      throw RequestFault(
        404, "There is no such room; rooms are \(RoomQuestion.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let given = try Parameters(request.body)
    let cards = cards
    let data = try await quick.result(client: request.client) { try question.answer(given, cards: cards) }
    return LabResponse(json: data)
  }

  static func json(_ value: some Encodable, status: Int = 200) throws -> LabResponse {
    LabResponse(json: Data(LessonEvents.json(value).utf8), status: status)
  }

  private struct About: Encodable {
    let version: String
  }
}
