import Crossbar
import DeviceModels
import ExperimentFiles
import Experiments
import Foundation
import Lab
import Matrices
import RunStore
import StrictYAML
import Synchronization
import TestSupport
import Testing
import Units
import Workbench

/// The rooms' numbers are those of the commands.
@Suite struct RoomTests {
  private static let site = try? LabSite(jobs: 1, output: nil)

  private func ask(_ path: String, _ body: String) async throws -> (status: Int, json: [String: Any]) {
    let site = try #require(Self.site)
    let response = await site.answer(
      LabRequest(
        method: "POST", path: path, headers: ["x-lab-client": "\(UUID().uuidString)"], body: [UInt8](body.utf8)))
    let json = try JSONSerialization.jsonObject(with: Data(response.bytes ?? []))
    return (response.status, json as? [String: Any] ?? [:])
  }

  private func numbers(_ value: Any?) -> [Float] { (value as? [NSNumber])?.map(\.floatValue) ?? [] }

  @Test func pulsesAreThoseOfTheCommand() async throws {
    let answer = try await ask(
      "/api/room/pulses", #"{"card": "ecram-tang2018", "serial": 11, "up": 60, "down": 40}"#)
    let command = try PulsedDevices(card: "ecram-tang2018", up: 60, down: 40, devices: 1000, seed: 11)
    let devices = try #require(answer.json["devices"] as? [Any])
    #expect(devices.count == 10 && numbers(devices[3]) == Array(command.curves[3 * 101..<4 * 101]))
    let end = command.conductances(after: 100)
    let mean = end.reduce(0) { $0 + Double($1) } / 1000
    #expect(abs(Double(numbers(answer.json["mean"])[100]) - mean) < 1e-6 * mean)
    // Ten devices alone are the same ten devices.
    let alone = try PulsedDevices(card: "ecram-tang2018", up: 60, down: 40, devices: 10, seed: 11)
    #expect(alone.curves == Array(command.curves[..<1010]))
  }

  @Test func driftIsThatOfTheCommand() async throws {
    let answer = try await ask("/api/room/drift", #"{"card": "pcm-joshi2020", "serial": 5, "target": 60}"#)
    let times = try #require(answer.json["x"] as? [Double])
    let sample = try DeviceLibrary.card("pcm-joshi2020").sample(
      target: Siemens(parsing: "15000nS"), count: 1000, at: Seconds(times[30]), temperature: Kelvin(300), seed: 5)
    let devices = try #require(answer.json["devices"] as? [Any])
    #expect(devices.map { numbers($0)[30] } == Array(sample[..<10]))
    #expect(try #require(answer.json["command"] as? String).contains("--target 15000nS --count 1000"))
  }

  @Test func anArrayIsThatOfTheCommand() async throws {
    let answer = try await ask(
      "/api/room/array", #"{"serial": 3, "other": 4, "adcBits": 6, "wire": 100, "edits": [17, 50]}"#)
    let chips = try #require(answer.json["chips"] as? [[String: Any]])
    let weights = numbers(answer.json["weights"])
    #expect(weights[17] == 0.5)
    let settings = CommandSettings([
      ConfigurationOption("--card", ChipFields.card.path, "pcm-joshi2020"),
      ConfigurationOption("--adc-bits", ConverterFields.adc.bits.path, "6"),
      ConfigurationOption("--dac-bits", ConverterFields.dac.bits.path, "8"),
      ConfigurationOption("--dac-full-scale", ConverterFields.dac.fullScale.path, "1"),
      ConfigurationOption("--word-resistance", WireFields.word.path, "100Ohm"),
      ConfigurationOption("--bit-resistance", WireFields.bit.path, "100Ohm"),
      ConfigurationOption("--serial", ChipFields.serial.path, "3"),
    ])
    let inputs = Matrix(rows: 1, columns: 16, elements: numbers(answer.json["inputs"]))
    let run = try MatrixVectorRun(
      chip: ChipSelection(settings, seed: 1).chip(), weights: Matrix(rows: 16, columns: 16, elements: weights),
      inputs: inputs, names: ("W", "X"))
    let error = try #require(chips[0]["relativeError"] as? Double)
    #expect(abs(error - run.summary.relativeError) < 1e-12 && error > 0)
    let delivered = try #require(answer.json["delivered"] as? [Double])
    #expect(delivered.count == 256 && delivered.allSatisfy { $0 > 0 && $0 <= 100 })
  }

  @Test func fingerprintsAreThoseOfTheCommand() async throws {
    let answer = try await ask("/api/room/fingerprint", #"{"serial": 20, "round": 3, "noise": 1}"#)
    let between = try #require(answer.json["between"] as? [Double])
    let portraits = try [20, 21].map { serial in
      let settings = CommandSettings([
        ConfigurationOption("--card", ChipFields.card.path, "ecram-tang2018"),
        ConfigurationOption("--serial", ChipFields.serial.path, "\(serial)"),
      ])
      return try ChipPortrait(ChipSelection(settings).chip(), rows: 16, columns: 16)
    }
    #expect(try between[0] == ChipDistance(portraits[0], portraits[1]).hamming && between.count == 10)
    // The secret is not in the answer, and the nearest chip is it.
    #expect(answer.json["secret"] == nil && answer.json["serial"] == nil)
    let verdict = try await ask("/api/room/guess", #"{"serial": 20, "round": 3, "noise": 1, "guess": 20}"#)
    let distances = try #require(verdict.json["distances"] as? [Double])
    let nearest = try #require(distances.indices.min { distances[$0] < distances[$1] })
    #expect(verdict.json["serial"] as? Int == 20 + nearest && distances[nearest] < 0.3)
  }

  /// A lesson's numbers are those of `mortal run` on the lesson's own file, and watching changes none of them.
  @Test(arguments: [
    (Lesson.Room.forward, #"{"epochs": 3, "hidden": 20}"#), (.copy, #"{"epochs": 2, "stuck": 5}"#),
    (.blackbox, #"{"epochs": 1}"#),
  ])
  func aLessonIsItsExperiment(_ room: Lesson.Room, _ body: String) throws {
    let lesson = try Lesson(room, Parameters([UInt8](body.utf8)))
    let seen = Mutex<[Int: [String]]>([:])
    LessonRun.run(lesson, job: LabJob(client: "tests")) { arm, name, step, value in
      seen.withLock { $0[arm, default: []].append("\(name) \(step) \(value)") }
    }
    let runs = try ExperimentFile(document: YAMLDocument(text: lesson.yaml, file: "experiment.yaml")).runs()
    #expect(runs.count == lesson.labels.count)
    for (arm, run) in runs.enumerated() {
      let outcome = try ExperimentRunner().execute(run.configuration, RunContext())
      let wanted = outcome.metrics.map { "\($0.name) \($0.step) \($0.value)" }
      #expect(seen.withLock { $0[arm]?.sorted() } == wanted.sorted() && wanted.count > 5)
    }
  }

  /// Finished trainings are kept where `--output` says: the file, which gives the same run, and what happened.
  @Test func trainingsAreKept() async throws {
    let scratch = try ScratchDirectory()
    let site = try LabSite(jobs: 1, output: scratch.url.appendingPathComponent("kept").path)
    defer { site.close() }
    let started = await site.answer(
      LabRequest(method: "POST", path: "/api/runs", body: [UInt8](#"{"room": "forward", "epochs": 1}"#.utf8)))
    #expect(started.status == 202)
    let folder = scratch.url.appendingPathComponent("kept")
    var kept: [URL] = []
    for _ in 0..<600 where kept.isEmpty {
      try await Task.sleep(for: .milliseconds(50))
      kept =
        (try? FileManager.default.subpathsOfDirectory(atPath: folder.path))?
        .filter { $0.hasSuffix("events.jsonl") }.map(folder.appendingPathComponent) ?? []
    }
    let events = try String(contentsOf: try #require(kept.first), encoding: .utf8).split(separator: "\n")
    #expect(events.count > 10)
    for event in events { _ = try JSONSerialization.jsonObject(with: Data(event.utf8)) }
    let file = try #require(kept.first).deletingLastPathComponent().appendingPathComponent("experiment.yaml")
    #expect(try ExperimentFile(contentsOf: file.path).runs().count == 1)
  }

  @Test(arguments: [
    ("/api/room/pulses", #"{"card": "pcm-joshi2020"}"#, "card"), ("/api/room/pulses", #"{"up": 501}"#, "0...500"),
    ("/api/room/pulses", #"{"up": 1.5}"#, "whole number"), ("/api/room/pulses", #"{"ups": 1}"#, "'ups'"),
    ("/api/room/array", #"{"edits": [1]}"#, "pairs"), ("/api/room/array", #"{"edits": [256, 0]}"#, "edits[0]"),
    ("/api/room/array", #"{"edits": [1, 200]}"#, "pairs"), ("/api/room/drift", "[1]", "object"),
    ("/api/room/drift", "{", "JSON"), ("/api/room/guess", #"{"guess": 99}"#, "none of the five"),
    ("/api/room/nowhere", "{}", "no such room"), ("/api/runs", #"{"room": "cellar"}"#, "forward"),
    ("/api/runs", #"{"room": "forward", "hidden": 5000}"#, "10...120"), ("/api/class/start", #"{"count": 900}"#, "60"),
    ("/api/runs/00/drawing", "{}", "no such run"), ("/api/room/drift", "[[[[[[[[[[1]]]]]]]]]]", "nested"),
    ("/api/room/pulses", #"{"up": 1e999}"#, "."), ("/api/room/pulses", #"{"up": "nan"}"#, "up"),
  ])
  func badValuesAreNamed(_ path: String, _ body: String, _ word: String) async throws {
    let answer = try await ask(path, body)
    let sentence = try #require(answer.json["error"] as? String)
    #expect((400...404).contains(answer.status) && sentence.hasSuffix(".") && sentence.contains(word), "\(sentence)")
  }
}
