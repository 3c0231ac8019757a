import Testing
import Units

@Suite struct QuantityTests {
  @Test(arguments: [
    ("25 uS", 25e-6), ("25uS", 25e-6), ("25µS", 25e-6), ("2.5e1 uS", 25e-6), (" 0.5 nS ", 0.5e-9), ("1e-6 S", 1e-6),
  ])
  func readsConductance(text: String, siemens: Double) throws {
    #expect(abs(try Siemens(parsing: text).value / siemens - 1) < 1e-12)
  }

  @Test func readsTimesOfEveryLength() throws {
    #expect(try Seconds(parsing: "1d") == Seconds(86_400))
    #expect(try Seconds(parsing: "10 y") == Seconds(315_576_000))
    #expect(try abs(Seconds(parsing: "250 ns").value - 250e-9) < 1e-20)
    #expect(try Seconds(parsing: "2 min") == Seconds(120))
    #expect(try Ohms(parsing: "2.97 Ω") == Ohms(2.97))
    #expect(try ElectronVolts(parsing: "0.6 eV") == ElectronVolts(0.6))
  }

  @Test func refusesWhatIsNotAQuantity() {
    #expect(throws: UnitsError.missingUnit(text: "25", example: "1 S")) { try Siemens(parsing: "25") }
    #expect(throws: UnitsError.notANumber(text: "uS", example: "1 S")) { try Siemens(parsing: "uS") }
    #expect(throws: UnitsError.notANumber(text: "", example: "1 V")) { try Volts(parsing: "") }
    #expect(throws: UnitsError.self) { try Volts(parsing: "nan V") }
    #expect(throws: UnitsError.self) { try Volts(parsing: "inf V") }
    #expect(throws: UnitsError.self) { try Volts(parsing: "3 uS") }
    #expect(throws: UnitsError.self) { try Kelvin(parsing: "20 C") }
  }

  @Test(arguments: [25e-6, 1, 0.2, 4.5e-9, 1e7, -0.03, 999.9994])
  func descriptionReadsBack(value: Double) throws {
    #expect(abs(try Siemens(parsing: Siemens(value).description).value / value - 1) < 1e-6)
    #expect(try Siemens(parsing: Siemens(value).exactDescription).value == value)
  }

  @Test func describesWithAPrefix() {
    #expect(Siemens(25e-6).description == "25 uS")
    #expect(Volts(0.2).description == "200 mV")
    #expect(Ohms(0).description == "0 Ohm")
  }
}
