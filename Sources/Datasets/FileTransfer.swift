internal import CCurl
internal import Foundation

/// One HTTP request for the rest of a file, its bytes appended to what is there already.
///
/// libcurl waits while a piece is being written, so that memory holds one piece (16 KiB) however fast the server sends.
/// A transfer ends with the first byte too many, with an announced length that is not the file's, or when less than
/// ``slowest`` bytes a second have come for `patience` seconds.
final class FileTransfer {
  enum Outcome: Equatable {
    /// The file has the length it should have.
    case complete
    /// The connection failed or was cut, with the reason.
    case incomplete(String)
    /// The server does not have the bytes that were asked for.
    case rangeRefused
    /// The server answered with another status than success.
    case refused(Int)
    /// The server's file has another length.
    case otherLength(Int)

    /// Why the file is not there.
    var reason: String {
      switch self {
      case .complete: "the content was wrong"
      case .incomplete(let reason): reason
      case .rangeRefused: "the server refused to continue"
      case .refused(let status): "status \(status)"
      case .otherLength(let found): "\(found) bytes"
      }
    }
  }

  /// Bytes a second below which a transfer counts as standing still.
  static let slowest = 1000

  private let handle: FileHandle
  private let byteCount: Int
  private let progress: @Sendable (Int) -> Void
  /// Bytes that are there.
  private var received: Int
  /// What headers of the answer at hand have said; a redirect begins them anew.
  private var status = 0
  private var announced: Int?
  private var rangeStart: Int?
  /// The judgement of the headers has been made.
  private var isAccepted = false
  private var outcome: Outcome?

  private init(_ handle: FileHandle, received: Int, byteCount: Int, progress: @escaping @Sendable (Int) -> Void) {
    self.handle = handle
    self.received = received
    self.byteCount = byteCount
    self.progress = progress
  }

  /// Asks for what `file` lacks of `byteCount` bytes and waits until the transfer has ended.
  /// - Parameter patience: seconds that a connection may take, or stand still.
  /// - Throws: `DatasetError.unreadable` if the file cannot be written.
  static func run(
    _ url: URL, to file: URL, byteCount: Int, patience: Int, progress: @escaping @Sendable (Int) -> Void
  ) throws(DatasetError) -> Outcome {
    let handle: FileHandle
    let received: Int
    do {
      if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
      handle = try FileHandle(forWritingTo: file)
      received = Int(try handle.seekToEnd())
    } catch {
      throw .unreadable(path: file.path, reason: "cannot be written")
    }
    let transfer = FileTransfer(handle, received: received, byteCount: byteCount, progress: progress)
    let outcome = transfer.perform(url, patience: patience)
    do { try handle.close() } catch { throw .unreadable(path: file.path, reason: "cannot be written") }
    return outcome
  }

  /// libcurl is set up once a process, before any thread uses it.
  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private func perform(_ url: URL, patience: Int) -> Outcome {
    guard Self.isReady, let curl = curl_easy_init() else { return .incomplete("libcurl cannot be set up") }
    defer { curl_easy_cleanup(curl) }
    let context = Unmanaged.passUnretained(self).toOpaque()
    mortal_curl_set_text(curl, CURLOPT_URL, url.absoluteString)
    mortal_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
    mortal_curl_set_text(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    mortal_curl_set_long(curl, CURLOPT_FOLLOWLOCATION, 1)
    mortal_curl_set_long(curl, CURLOPT_MAXREDIRS, 10)
    mortal_curl_set_long(curl, CURLOPT_NOSIGNAL, 1)
    mortal_curl_set_long(curl, CURLOPT_CONNECTTIMEOUT, patience)
    mortal_curl_set_long(curl, CURLOPT_LOW_SPEED_LIMIT, Self.slowest)
    mortal_curl_set_long(curl, CURLOPT_LOW_SPEED_TIME, patience)
    // The bytes of the file itself, even if the server would compress or unpack them on the way.
    var headers = curl_slist_append(nil, "Accept-Encoding: identity")
    if received > 0 { headers = curl_slist_append(headers, "Range: bytes=\(received)-") }
    defer { curl_slist_free_all(headers) }
    mortal_curl_set_list(curl, CURLOPT_HTTPHEADER, headers)
    mortal_curl_set_pointer(curl, CURLOPT_HEADERDATA, context)
    mortal_curl_set_sink(curl, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      guard let context else { return 0 }
      let text = bytes.map { Data(bytes: $0, count: size * count) } ?? Data()
      Unmanaged<FileTransfer>.fromOpaque(context).takeUnretainedValue().take(header: text)
      return size * count
    }
    mortal_curl_set_pointer(curl, CURLOPT_WRITEDATA, context)
    mortal_curl_set_sink(curl, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      guard let context, let bytes else { return 0 }
      let data = Data(bytes: bytes, count: size * count)
      return Unmanaged<FileTransfer>.fromOpaque(context).takeUnretainedValue().take(data) ? size * count : 0
    }
    let code = curl_easy_perform(curl)
    if outcome == nil, code == CURLE_OK || code == CURLE_PARTIAL_FILE || code == CURLE_GOT_NOTHING {
      _ = judge()
    }
    if let outcome { return outcome }
    switch code {
    case CURLE_OK where received == byteCount: return .complete
    case CURLE_OK, CURLE_PARTIAL_FILE: return .incomplete("the connection was cut")
    case CURLE_OPERATION_TIMEDOUT:
      return .incomplete("less than \(Self.slowest) bytes a second for \(patience) s")
    default: return .incomplete(String(cString: curl_easy_strerror(code)).lowercased())
    }
  }

  private func take(header: Data) {
    let line = String(decoding: header, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    if line.hasPrefix("HTTP/") {
      // A new answer: of a redirect's target, or after an informational one.
      let words = line.split(separator: " ")
      (status, announced, rangeStart) = (words.count > 1 ? Int(words[1]) ?? 0 : 0, nil, nil)
      return
    }
    guard let colon = line.firstIndex(of: ":") else { return }
    let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    switch line[..<colon].lowercased() {
    // A number that no file can have stands for one that is not this file's.
    case "content-length": announced = Int(value) ?? Int.max
    case "content-range":
      let numbers = value.lowercased().replacing("bytes", with: "").trimmingCharacters(in: .whitespaces)
      rangeStart = numbers.split(separator: "-").first.flatMap { Int($0) }
    default: break
    }
  }

  /// Judges the headers, once, before the first byte is kept.
  private func judge() -> Bool {
    guard !isAccepted else { return true }
    switch status {
    case 200:
      do {
        try handle.truncate(atOffset: 0)
        try handle.seek(toOffset: 0)
      } catch {
        outcome = .incomplete("the partial file cannot be written")
        return false
      }
      received = 0
    case 206 where rangeStart == received: break
    case 206, 416: outcome = .rangeRefused
    default: outcome = .refused(status)
    }
    if outcome == nil, let announced {
      let (whole, overflow) = announced.addingReportingOverflow(received)
      if overflow || whole != byteCount { outcome = .otherLength(overflow ? .max : whole) }
    }
    isAccepted = outcome == nil
    return isAccepted
  }

  /// Keeps a piece of the file; false ends the transfer.
  private func take(_ data: Data) -> Bool {
    guard outcome == nil, judge() else { return false }
    received += data.count
    guard received <= byteCount else {
      outcome = .otherLength(received)
      return false
    }
    do { try handle.write(contentsOf: data) } catch {
      outcome = .incomplete("the partial file cannot be written")
      return false
    }
    progress(received)
    return true
  }
}
