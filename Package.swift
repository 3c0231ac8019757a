// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The vector kernels (noise, converters, pulsed updates) are compiled for the widest vectors that the building machine
/// has, AVX-512 or AVX2: four times or twice the lanes of the x86-64 baseline, and the same numbers to the last bit,
/// since nothing is contracted or reordered. `MORTAL_AVX2=1 swift build …` makes a binary for any processor with AVX2,
/// for clusters whose nodes differ, `MORTAL_PORTABLE=1 swift build …` one for any x86-64.
enum Vectors {
  case avx512, avx2, none

  static let built: Vectors = {
    guard Context.environment["MORTAL_PORTABLE"] == nil else { return .none }
    let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let flags = text.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let features = Set(flags.split(separator: " "))
    guard features.isSuperset(of: ["avx2", "fma", "bmi2"]) else { return .none }
    let isWide = features.isSuperset(of: ["avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"])
    return isWide && Context.environment["MORTAL_AVX2"] == nil ? .avx512 : .avx2
  }()

  /// How kernels are compiled.
  var flags: [SwiftSetting] {
    switch self {
    case .none: []
    case .avx2: Self.flags("haswell", [])
    case .avx512: Self.flags("skylake-avx512", ["-Xcc", "-mprefer-vector-width=512"])
    }
  }

  private static func flags(_ target: String, _ more: [String]) -> [SwiftSetting] {
    [.unsafeFlags(["-Xcc", "-march=\(target)", "-target-cpu", target] + more, .when(configuration: .release))]
  }

  /// What the program is told of them.
  var definitions: [SwiftSetting] {
    switch self {
    case .none: []
    case .avx2: [.define("MORTAL_AVX2", .when(configuration: .release))]
    case .avx512: [.define("MORTAL_AVX512", .when(configuration: .release))]
    }
  }
}

let checked: [SwiftSetting] =
  [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (Context.environment["MORTAL_STRICT"] == nil ? [] : [.treatAllWarnings(as: .error)])
let strict: [SwiftSetting] = checked + Vectors.built.flags

/// - Parameter testable: whether its tests look inside (`@testable import`), which release builds must be told.
func library(_ name: String, _ dependencies: [Target.Dependency], testable: Bool = false) -> Target {
  .target(
    name: name, dependencies: dependencies,
    swiftSettings: strict + (testable ? [.unsafeFlags(["-enable-testing"], .when(configuration: .release))] : []))
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: Bool = false) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies + ["TestSupport"],
    resources: resources ? [.copy("Reference")] : [], swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let sockets: Target.Dependency = .product(name: "FlyingSocks", package: "FlyingFox")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "mortal",
  platforms: [.macOS(.v26)],
  products: [
    .executable(name: "mortal", targets: ["mortal"]),
    .library(name: "Mortal", targets: ["Mortal"]),
    .library(name: "MortalContracts", targets: ["MortalContracts"]),
    .library(name: "CMortal", type: .dynamic, targets: ["CMortal"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(name: "CGSL", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

    library("Units", []),
    library("OutputFiles", []),
    library("TextTables", ["Units", "OutputFiles"]),
    library("VectorMath", []),
    library("Randomness", ["VectorMath"]),
    library("Matrices", ["COpenBLAS"]),
    library("NumPyFiles", ["Matrices", "OutputFiles", "CZlib"]),
    library("Statistics", ["CGSL"]),
    library("Substrate", ["Matrices"]),
    library("StrictYAML", ["Units", yams]),
    library("DeviceModels", ["Units", "Randomness", "VectorMath", "StrictYAML"]),
    library("Periphery", ["Randomness", "VectorMath"]),
    library("Wires", ["Units", "Matrices", "COpenBLAS"]),
    library(
      "Crossbar",
      ["Units", "Randomness", "VectorMath", "Matrices", "Substrate", "DeviceModels", "Periphery", "Wires"]),
    library(
      "CardFitting",
      [
        "Units", "Randomness", "NumPyFiles", "TextTables", "DeviceModels", "CZlib", crypto,
      ]),
    library("Waveforms", ["Units", "TextTables", "StrictYAML", "CGSL"]),
    library(
      "Datasets",
      ["Units", "Matrices", "Randomness", "NumPyFiles", "OutputFiles", "TextTables", "CZlib", "CCurl", crypto],
      testable: true),
    library("Learning", ["Substrate", "Matrices", "Randomness", "VectorMath"]),
    library("Energy", ["Units", "Matrices", "Substrate", "StrictYAML"]),
    library(
      "Mortal",
      [
        "Units", "Randomness", "Matrices", "Statistics", "Substrate", "DeviceModels", "Periphery", "Wires", "Crossbar",
        "Datasets", "Learning",
      ]),
    library("MortalContracts", ["Matrices", "Randomness", "Substrate", "Learning"]),
    .plugin(name: "CommitOfBuild", capability: .buildTool()),
    .target(name: "Provenance", dependencies: [], swiftSettings: strict, plugins: ["CommitOfBuild"]),
    library("Reports", ["OutputFiles"]),
    library("Progress", ["OutputFiles"]),
    library("ExperimentFiles", ["Units", "StrictYAML", "DeviceModels", "Crossbar", "Learning", "Periphery", "Wires"]),
    library("RunStore", ["Progress", "OutputFiles", grdb, crypto]),
    library(
      "Experiments",
      [
        "VectorMath", "Provenance", "ExperimentFiles", "RunStore", "Progress", "NumPyFiles", "Units", "Randomness",
        "Matrices", "Substrate", "DeviceModels", "Periphery", "StrictYAML", "Crossbar", "Datasets", "Learning",
        "Energy", "Statistics", "Reports", "OutputFiles", crypto,
      ]),
    library(
      "ExperimentReports",
      [
        "ExperimentFiles", "RunStore", "Experiments", "Progress", "OutputFiles", "Reports", "Statistics", "Matrices",
        "NumPyFiles", "Learning", "Energy",
      ]),
    library(
      "Workbench",
      [
        "CardFitting", "Waveforms", "ExperimentFiles", "OutputFiles", "TextTables", "Progress", "Units", "Randomness",
        "Matrices", "NumPyFiles", "Statistics", "StrictYAML", "Substrate",
        "DeviceModels", "Periphery", "Wires", "Crossbar", "Datasets", "Learning", "Energy", "Reports", crypto,
      ]),
    library(
      "Benchmarks",
      [
        "Provenance", "ExperimentFiles", "RunStore", "Experiments", "ExperimentReports", "Progress", "Units",
        "Randomness", "Matrices", "Substrate", "DeviceModels", "Periphery", "Wires", "Crossbar", "Learning", "Reports",
      ]),
    .plugin(name: "PagesInCode", capability: .buildTool()),
    .target(
      name: "Lab",
      dependencies: [
        "Crossbar", "DeviceModels", "ExperimentFiles", "Experiments", "Learning", "Matrices", "OutputFiles",
        "Provenance", "Randomness", "RunStore", "StrictYAML", "Substrate", "Units", "Wires", "Workbench", sockets,
      ],
      exclude: ["Pages"], swiftSettings: strict, plugins: ["PagesInCode"]),
    .target(
      name: "CMortal",
      dependencies: [
        "Workbench", "ExperimentFiles", "Provenance", "Crossbar", "DeviceModels", "Periphery", "Matrices", "NumPyFiles",
        "Substrate", "StrictYAML", "Units", "Wires",
      ],
      exclude: ["mortal.h"], swiftSettings: strict),
    .executableTarget(
      name: "mortal",
      dependencies: [
        "Provenance", "ExperimentFiles", "RunStore", "Experiments", "ExperimentReports", "Workbench", "Benchmarks",
        "Lab", "Reports", "OutputFiles", "TextTables", "CardFitting", "Units", "Matrices", "NumPyFiles", "Statistics",
        "StrictYAML", "DeviceModels", "Periphery", "Wires", "Crossbar", "Datasets", "Learning", "Energy", "Waveforms",
        arguments,
      ],
      // Without vectors of its own: it says what is wrong where the processor has none of those that the rooms use.
      swiftSettings: checked + Vectors.built.definitions),

    .target(
      name: "TestSupport", dependencies: ["Statistics", "Matrices", "CGSL"], path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("Units", ["Units"]),
    tests("OutputFiles", ["OutputFiles"]),
    tests("TextTables", ["TextTables"]),
    tests("VectorMath", ["VectorMath", "Randomness"]),
    tests("Randomness", ["Randomness", "Statistics"], resources: true),
    tests("Matrices", ["Matrices"]),
    tests("NumPyFiles", ["NumPyFiles", "Matrices", "OutputFiles"], resources: true),
    tests("Statistics", ["Statistics", "Randomness"], resources: true),
    tests("Substrate", ["Substrate", "Matrices"]),
    tests("StrictYAML", ["StrictYAML", "Units"]),
    tests("DeviceModels", ["DeviceModels", "Units", "Randomness", "Statistics", "StrictYAML"], resources: true),
    tests("Periphery", ["Periphery", "Randomness", "Matrices"]),
    tests("Wires", ["Wires", "Units"], resources: true),
    tests(
      "Crossbar",
      [
        "Crossbar", "Units", "Randomness", "Matrices", "Substrate", "DeviceModels", "Periphery", "Wires", "Statistics",
        "Learning",
      ]),
    tests(
      "CardFitting",
      [
        "CardFitting", "DeviceModels", "Units", "Randomness", "NumPyFiles",
      ]),
    tests("Waveforms", ["Waveforms", "StrictYAML"], resources: true),
    tests(
      "Datasets", ["Datasets", "Matrices", "NumPyFiles", "Randomness", "TextTables", "CZlib"],
      resources: true),
    tests("Learning", ["Learning", "Substrate", "Matrices", "Randomness"], resources: true),
    tests("Energy", ["Energy", "Matrices", "Substrate", "StrictYAML", "Units"]),
    tests("Reports", ["Reports"]),
    tests("Architecture", []),
    tests("Progress", ["Progress"]),
    tests("ExperimentFiles", ["ExperimentFiles", "Crossbar", "Learning", "StrictYAML", "Units", "Wires"]),
    tests("RunStore", ["RunStore", "Progress", grdb]),
    tests(
      "Experiments",
      [
        "Experiments", "ExperimentFiles", "RunStore", "StrictYAML", "Randomness", "Substrate", "Matrices", "Reports",
        "Learning",
      ]),
    tests(
      "ExperimentReports",
      ["ExperimentReports", "Experiments", "ExperimentFiles", "RunStore", "Learning", "Reports", "StrictYAML"],
      resources: true),
    tests("Benchmarks", ["Benchmarks", "Learning"]),
    tests("Workbench", ["Workbench", "NumPyFiles"]),
    tests(
      "Lab",
      [
        "Lab", "Crossbar", "DeviceModels", "ExperimentFiles", "Experiments", "Matrices", "RunStore", "StrictYAML",
        "Units", "Workbench",
      ]),
    tests("MortalContracts", ["Mortal", "MortalContracts"]),
    tests("CommandLine", ["ExperimentReports", "RunStore", "Matrices", "NumPyFiles", "mortal"]),
  ],
  swiftLanguageModes: [.v6]
)

// `make docs` asks for the DocC plugin; nothing else needs it.
if Context.environment["MORTAL_DOCS"] != nil {
  package.dependencies.append(.package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.5"))
}

// MORTAL_ROOM=Learning,Wires swift test …  builds and tests these rooms and what they stand on, and nothing else:
// seconds instead of minutes while one works in a room. `make test ROOM=Learning` is the same.
if let rooms = Context.environment["MORTAL_ROOM"], !rooms.isEmpty {
  let byName = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
  var wanted: Set<String> = []
  func add(_ name: String) {
    guard let target = byName[name], wanted.insert(name).inserted else { return }
    for case .byNameItem(let dependency, _) in target.dependencies { add(dependency) }
  }
  for room in rooms.split(separator: ",") {
    add(String(room))
    add(room + "Tests")
  }
  package.targets.removeAll { !wanted.contains($0.name) && $0.type != .plugin }
  package.products.removeAll { !wanted.contains($0.name) }
}
