public import Foundation

/// The experiments that come with the program.
public enum ShippedExperiments {
  public static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Experiments")

  /// Their names, in order.
  public static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/experiment.yaml").path)
  }.sorted()

  /// The targets of `make reproduce`, in order.
  public static let reproduced =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/hinton-2022/reproduce")) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
}
