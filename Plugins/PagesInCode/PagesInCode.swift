import Foundation
import PackagePlugin

/// Makes the pages of the laboratory part of the program: a Swift file with every file of `Pages` as text.
///
/// A resource bundle would lie beside the program and be looked for at the path where it was built; a program that was
/// moved or is called through a link stops where it asks for one. SwiftPM's own `.embedInCode` writes one number a byte,
/// which the compiler takes half a minute over.
@main struct PagesInCode: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = target.directoryURL.appendingPathComponent("Pages")
    let pages = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { ["html", "css", "js", "json", "svg"].contains($0.pathExtension) }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
    let output = context.pluginWorkDirectoryURL.appendingPathComponent("PageTexts.swift")
    let script = """
      out="$1"; shift
      {
        echo 'enum PageTexts {'
        echo '  static let byName: [String: String] = ['
        for page in "$@"; do
          printf '    "%s": #####\"""\\n' "${page##*/}"
          cat "$page"
          printf '\\n\"""#####,\\n'
        done
        echo '  ]'
        echo '}'
      } > "$out.part" && mv "$out.part" "$out"
      """
    return [
      .buildCommand(
        displayName: "Pages of the laboratory", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", script, "sh", output.path] + pages.map(\.path), inputFiles: pages, outputFiles: [output])
    ]
  }
}
