import Foundation
import OutputFiles
import Testing

/// A folder that is gone after the test.
private func inFolder(_ body: (String) throws -> Void) throws {
  let folder = try OutputFolder.temporary()
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

private func content(_ path: String) -> String? {
  FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
}

private func entries(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
}

@Suite struct OutputFileTests {
  @Test func writesWholeFilesAndMakesFolders() throws {
    try inFolder { folder in
      let path = folder + "/a/b/result.csv"
      try OutputFile(path).write("one\n")
      try OutputFile(path).write("two\n")
      #expect(content(path) == "two\n")
      #expect(try entries(folder + "/a/b") == ["result.csv"])
    }
  }

  @Test func keepsPermissionsAndLinks() throws {
    try inFolder { folder in
      let (path, link) = (folder + "/real", folder + "/link")
      try OutputFile(path).write("one")
      chmod(path, 0o640)
      symlink("real", link)
      try OutputFile(link).write("two")
      var status = stat()
      lstat(link, &status)
      #expect(status.st_mode & S_IFMT == S_IFLNK, "the link is still a link")
      stat(path, &status)
      #expect(status.st_mode & 0o7777 == 0o640)
      #expect(content(path) == "two")
      // A link to a file that is not there yet.
      symlink("later", folder + "/dangling")
      try OutputFile(folder + "/dangling").write("three")
      #expect(content(folder + "/later") == "three")
    }
  }

  @Test func writesIntoPipesAndLeavesThemPipes() throws {
    try inFolder { folder in
      let pipe = folder + "/pipe"
      try #require(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try OutputFile(pipe).write("through")
      var bytes = [UInt8](repeating: 0, count: 16)
      let count = read(reader, &bytes, 16)
      #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "through")
      var status = stat()
      lstat(pipe, &status)
      #expect(status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test func openFilesAreWrittenWhereTheyStand() throws {
    try inFolder { folder in
      let path = folder + "/log"
      let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
      defer { close(descriptor) }
      _ = "before ".withCString { write(descriptor, $0, 7) }
      try OutputFile("/dev/fd/\(descriptor)").write("after")
      #expect(content(path) == "before after")
      #expect(try OutputFile("-").isStandardOutput)
      #expect(try OutputFile("/dev/stdout").isStandardOutput)
      #expect(try !OutputFile(path).isStandardOutput)
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    try inFolder { folder in
      #expect(throws: OutputError.emptyPath(option: "--save")) { try OutputFile("", option: "--save") }
      #expect(throws: OutputError.isDirectory(path: folder)) { try OutputFile(folder) }
      try OutputFile(folder + "/file").write("x")
      #expect(throws: OutputError.isNotDirectory(path: folder + "/file")) {
        try OutputFile(folder + "/file/below").write("y")
      }
      symlink("loop", folder + "/loop")
      #expect(throws: OutputError.self) { try OutputFile(folder + "/loop") }
      #expect(throws: OutputError.self) { try OutputFile("/proc/none/file").write("x") }
    }
  }

  /// `/dev/full` fails every write; what is behind a link to it stays a device.
  @Test func saysWhenADiskIsFull() throws {
    guard access("/dev/full", W_OK) == 0 else { return }
    #expect(throws: OutputError.self) { try OutputFile("/dev/full").write("x") }
  }

  @Test func aFailedMakeLeavesTheOldFile() throws {
    struct Broken: Error {}
    try inFolder { folder in
      let file = try OutputFile(folder + "/figure.svg")
      try file.write("old")
      #expect(throws: Broken.self) {
        try file.make { temporary in
          try OutputFile(temporary).write("half")
          throw Broken()
        }
      }
      #expect(throws: OutputError.self, "a program that wrote nothing") { try file.make { _ in } }
      #expect(content(folder + "/figure.svg") == "old")
      try file.make { try OutputFile($0).write("new") }
      #expect(content(folder + "/figure.svg") == "new")
      #expect(try entries(folder) == ["figure.svg"])
    }
  }

  @Test func clearsWhatKilledProcessesLeft() throws {
    try inFolder { folder in
      // The name that this process on this host gives, for the host's part of it.
      var own = ""
      try OutputFile(folder + "/r.csv").make { temporary in
        own = temporary
        try OutputFile(temporary).write("x")
      }
      let host = own.split(separator: ".").dropLast(2).last ?? ""
      #expect(host.count == 8 && host.allSatisfy(\.isHexDigit))
      // A process number above the largest that Linux gives out, one that is alive, and another host's.
      let left = [".other.\(host).4194999.part", ".r.csv.\(host).1.part", ".r.csv.nohost.4194999.part"]
      for name in left + [".r.csv.\(host).4194999.part"] {
        try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      try OutputFile(folder + "/r.csv").write("x")
      #expect(try entries(folder) == (left + ["r.csv"]).sorted())
    }
  }
}
