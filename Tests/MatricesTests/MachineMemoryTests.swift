import Foundation
import Matrices
import Testing

@Suite struct MachineMemoryTests {
  @Test func saysWhatIsNeededAndWhatIsThere() throws {
    try MachineMemory.require(1000, for: "little")
    let shortage = #expect(throws: MemoryShortage.self) {
      try MachineMemory.require(3.2e18, for: "--rows 9223372036854775807")
    }
    let text = try #require(shortage).description
    #expect(text.hasPrefix("--rows 9223372036854775807: needs about 3.2e+03 PB of memory, and "), "\(text)")
    #expect(text.contains("are available"))
  }

  @Test func aMachineHasMemory() {
    let available = MachineMemory.available
    #expect(available > 50e6)
    if FileManager.default.fileExists(atPath: "/proc/meminfo") { #expect(available < 1e15) }
  }
}
