import Foundation
import PackagePlugin

/// Writes, before every build, a source file with the commit that is built: a function, so that a new commit compiles
/// the room `Provenance` anew and links, and nothing else.
///
/// `Context.gitInformation` of the manifest would be simpler and wrong: SwiftPM keeps a manifest's result until the
/// manifest's text changes, so a program built after `git pull` would name the commit before.
@main struct CommitOfBuild: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let folder = context.pluginWorkDirectoryURL.appendingPathComponent("commit")
    let script = """
      cd "$1" 2>/dev/null && commit=$(git rev-parse --short=12 HEAD 2>/dev/null) || commit=
      if [ -n "$commit" ] && [ -n "$(git status --porcelain -- Sources Plugins Package.swift 2>/dev/null)" ]; then
        commit="$commit.changed"
      fi
      text="@inline(never) @_optimize(none) func commitOfBuild() -> String { \\"$commit\\" }"
      mkdir -p "$2"
      [ "$(cat "$2/CommitOfBuild.swift" 2>/dev/null)" = "$text" ] || printf '%s\\n' "$text" > "$2/CommitOfBuild.swift"
      """
    return [
      .prebuildCommand(
        displayName: "The commit that is built", executable: URL(fileURLWithPath: "/bin/sh"),
        arguments: ["-c", script, "sh", context.package.directoryURL.path, folder.path], outputFilesDirectory: folder)
    ]
  }
}
