// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "OwnLearner",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "mortal", path: "../..")],
  targets: [
    .executableTarget(
      name: "OwnLearner",
      dependencies: [
        .product(name: "Mortal", package: "mortal"),
        .product(name: "MortalContracts", package: "mortal"),
      ])
  ]
)
