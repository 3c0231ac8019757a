internal import Foundation

/// Trainings: started, listened to, stopped, asked.
extension LabSite {
  private struct Started: Encodable {
    let run: String
    /// Trainings that come before it.
    let before: Int
  }

  private struct RunState: Encodable {
    let before: Int?
    let isOver: Bool
    let canBeAsked: Bool
  }

  func start(_ request: LabRequest) throws -> LabResponse {
    guard case .object(var values) = try JSONNode.read(request.body) else {
      throw RequestFault(400, "The body is no JSON object; write for example {\"room\": \"forward\"}.")
    }
    guard case .text(let name) = values.removeValue(forKey: "room") ?? .null, let room = Lesson.Room(rawValue: name)
    else {
      throw RequestFault(
        400, "room: allowed are \(Lesson.Room.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let lesson = try Lesson(room, Parameters(values))
    // Pages that say nothing of who they are share one name, and so one share of the work.
    guard registry.open(client: request.client).count < Self.mostTrainings else {
      throw RequestFault(429, "\(Self.mostTrainings) of your trainings are not over yet. Stop one, or wait for it.")
    }
    let job = try submit(lesson, client: request.client, byStudent: true)
    return try Self.json(
      Started(run: job.id, before: job.number.flatMap { slow.before($0) } ?? 0), status: 202)
  }

  private func submit(_ lesson: Lesson, client: String, byStudent: Bool, limit: Int? = nil) throws(RequestFault)
    -> LabJob
  {
    let job = LabJob(client: client)
    let (board, keeper) = (board, keeper)
    let isForward = lesson.room == .forward
    if isForward, !byStudent { board.begin(serial: lesson.serial, byStudent: false, isUsual: lesson.isUsual) }
    job.number = try slow.submit(client: client, limit: limit) {
      if isForward, byStudent { board.begin(serial: lesson.serial, byStudent: byStudent, isUsual: lesson.isUsual) }
      LessonRun.run(lesson, job: job, detailed: byStudent) { arm, name, step, value in
        if isForward, arm == 0 {
          board.metric(serial: lesson.serial, isUsual: lesson.isUsual, name, step, value)
        }
      }
      if byStudent, !job.isCancelled { keeper?.keep(lesson, job) }
    }
    registry.add(job)
    return job
  }

  func state(_ job: LabJob) throws -> LabResponse {
    try Self.json(
      RunState(
        before: job.number.flatMap { slow.before($0) }, isOver: job.log.isOver, canBeAsked: job.net != nil))
  }

  func run(_ job: LabJob, _ what: String, _ request: LabRequest, _ isReading: Bool) async throws -> LabResponse {
    switch (what, isReading) {
    case ("events", true):
      let last = request.headers["last-event-id"].flatMap { Int($0) } ?? -1
      let first = last >= 0 && last < 1_000_000 ? last + 1 : 0
      return LabResponse(200, "text/event-stream; charset=utf-8", .events(try job.log.stream(from: first)))
    case ("stop", false):
      job.cancel()
      return try state(job)
    case ("drawing", false):
      let given = try Parameters(request.body)
      let answer = try await quick.result(client: request.client) { try Drawing.answer(given, job: job) }
      return try Self.json(answer)
    default:
      throw RequestFault(404, "A run has events (GET), stop and drawing (POST).")
    }
  }

  /// Trains thirty chips, or as many as are asked for.
  func startClass(_ request: LabRequest) throws -> LabResponse {
    var given = try Parameters(request.body)
    let first = try given.whole("first", in: 0...999_000, or: 1)
    let count = try given.whole("count", in: 2...60, or: 30)
    try given.finish()
    for job in registry.open(client: Self.classroom) { job.cancel() }
    board.clear()
    for serial in first..<first + count {
      let lesson = try Lesson(.forward, Parameters(["serial": .number(Double(serial))]))
      _ = try submit(lesson, client: Self.classroom, byStudent: false, limit: 130)
    }
    return try Self.json(board.snapshot(), status: 202)
  }

  /// Under which name the class is trained: no page can take it, since it has a space.
  private static let classroom = "the class"
}
