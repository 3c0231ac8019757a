import DeviceModels
import Foundation
import Testing

/// The repository's Devices folder, found from this file's place.
let shippedLibrary = DeviceLibrary(
  folder: URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../Devices")
    .standardizedFileURL.path)

private let shippedCards: [String: DeviceCard] = Dictionary(
  uniqueKeysWithValues: ((try? shippedLibrary.cards()) ?? []).map { ($0.id, $0) })

/// A shipped card, decoded once for all tests.
func shippedCard(_ name: String) throws -> DeviceCard { try shippedCards[name] ?? shippedLibrary.card(name) }

struct ShippedCardTests {
  static let required = [
    "ideal", "pcm-joshi2020", "pcm-hermes2023", "rram-neurram-wan2022", "rram-cmo-hfox2025", "rram-milo2021",
    "sonos-40nm-2022", "reram-1t1r-synaptogen2024", "reram-array-om2022", "reram-array-hfo2-2022", "rram-gong2018",
    "ecram-tang2018", "ecram-mo2019", "rram-epiram-choi2018", "rram-taox-hfox-wu2018", "rram-aga-si-jo2010",
    "rram-alox-hfo2-woo2016", "fefet-hzo-jerry2017", "pcm-nandakumar2020", "capacitor-li2018",
    "rram-gong2018-softbounds", "rpu-gokmen-vlasov2016", "rram-neurram-wan2022-crosssim", "rram-levy2023-a",
    "rram-levy2023-c",
  ]

  @Test func everyNamedCardIsShipped() {
    #expect(Set(Self.required).subtracting(shippedLibrary.names).isEmpty)
  }

  @Test func everyShippedCardDecodesUnderItsOwnNameWithASourceForEachPart() throws {
    for name in shippedLibrary.names {
      let card = try shippedLibrary.card(name)
      #expect(card.id == name)
      #expect(Set(card.parts).isSubset(of: Set(card.sources.flatMap(\.parts))))
      #expect(card.sources.allSatisfy { !$0.paper.isEmpty && !$0.place.isEmpty })
      #expect(card.technology == .ideal || !card.publishedPoints.isEmpty, "\(name) has nothing to be checked against")
    }
  }
}
