// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "OwnDevice",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "mortal", path: "../..")],
  targets: [
    .executableTarget(
      name: "OwnDevice",
      dependencies: [
        .product(name: "Mortal", package: "mortal"),
        .product(name: "MortalContracts", package: "mortal"),
      ])
  ]
)
