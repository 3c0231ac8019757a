internal import Dispatch
internal import Foundation
internal import Synchronization

#if canImport(FoundationNetworking)
  internal import FoundationNetworking
#endif

/// One HTTP request for the rest of a file, its bytes appended to what is there already.
final class FileTransfer: NSObject, URLSessionDataDelegate {
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

  private struct State {
    var handle: FileHandle
    var received: Int
    /// Length of the whole file as the server announced it.
    var announced: Int?
    var outcome: Outcome?
  }

  private let state: Mutex<State>
  private let byteCount: Int
  private let progress: @Sendable (Int) -> Void
  private let finished = DispatchSemaphore(value: 0)

  private init(_ handle: FileHandle, received: Int, byteCount: Int, progress: @escaping @Sendable (Int) -> Void) {
    state = Mutex(State(handle: handle, received: received))
    self.byteCount = byteCount
    self.progress = progress
  }

  /// Asks for what `file` lacks of `byteCount` bytes and waits until the transfer has ended.
  /// - Throws: `DatasetError.unreadable` if the file cannot be written.
  static func run(
    _ url: URL, to file: URL, byteCount: Int, progress: @escaping @Sendable (Int) -> Void
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
    var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: 60)
    // The bytes of the file itself, even if the server would compress or unpack them on the way.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if received > 0 { request.setValue("bytes=\(received)-", forHTTPHeaderField: "Range") }
    let session = URLSession(configuration: .ephemeral, delegate: transfer, delegateQueue: nil)
    session.dataTask(with: request).resume()
    transfer.finished.wait()
    session.finishTasksAndInvalidate()
    do { try handle.close() } catch { throw .unreadable(path: file.path, reason: "cannot be written") }
    return transfer.state.withLock { $0.outcome ?? .incomplete("the transfer ended without a result") }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    let accepted = state.withLock { state -> Bool in
      guard let response = response as? HTTPURLResponse else {
        state.outcome = .incomplete("no HTTP answer")
        return false
      }
      let length = response.expectedContentLength < 0 ? nil : Int(response.expectedContentLength)
      switch response.statusCode {
      case 200:
        do {
          try state.handle.truncate(atOffset: 0)
          try state.handle.seek(toOffset: 0)
        } catch {
          state.outcome = .incomplete("the partial file cannot be written")
          return false
        }
        state.received = 0
      case 206 where Self.start(response) == state.received: break
      case 206, 416:
        state.outcome = .rangeRefused
        return false
      default:
        state.outcome = .refused(response.statusCode)
        return false
      }
      state.announced = length.map { $0 + state.received }
      if let announced = state.announced, announced != byteCount {
        state.outcome = .otherLength(announced)
        return false
      }
      return true
    }
    completionHandler(accepted ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    let received = state.withLock { state -> Int? in
      guard state.outcome == nil else { return nil }
      state.received += data.count
      guard state.received <= byteCount else {
        state.outcome = .otherLength(state.received)
        return nil
      }
      do { try state.handle.write(contentsOf: data) } catch {
        state.outcome = .incomplete("the partial file cannot be written")
        return nil
      }
      return state.received
    }
    if let received { progress(received) } else { dataTask.cancel() }
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    state.withLock { state in
      guard state.outcome == nil else { return }
      if state.received == byteCount {
        state.outcome = .complete
      } else {
        state.outcome = .incomplete(error?.localizedDescription ?? "the connection was closed")
      }
    }
    finished.signal()
  }

  /// The first byte's number in `Content-Range: bytes FIRST-LAST/TOTAL`.
  private static func start(_ response: HTTPURLResponse) -> Int? {
    guard let range = response.value(forHTTPHeaderField: "Content-Range") else { return nil }
    let words = range.split(whereSeparator: { $0 == " " || $0 == "-" || $0 == "/" })
    return words.count >= 2 && words[0].lowercased() == "bytes" ? Int(words[1]) : nil
  }
}
