// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "Sweep",
  platforms: [.macOS(.v26)],
  dependencies: [.package(name: "mortal", path: "../..")],
  targets: [
    .executableTarget(
      name: "Sweep",
      dependencies: [
        .product(name: "Mortal", package: "mortal")
      ])
  ]
)
