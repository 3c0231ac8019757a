import Reports
import Testing

struct TableTests {
  let table = Table(
    caption: "Errors",
    columns: ["arm", "error (%)", "n"],
    rows: [
      [.text("ff, \"in situ\""), .interval(3.25, lower: 2.9, upper: 3.55, decimals: 1), .count(5)],
      [.text("<b>|bp"), .missing, .count(12)],
    ])

  @Test func plainTextAligns() {
    let expected = """
      Errors

      arm                 error (%)   n
      ─────────────  ──────────────  ──
      ff, "in situ"  3.2 [2.9, 3.5]   5
      <b>|bp                      –  12

      """
    #expect(table.plainText() == expected)
  }

  @Test func csvHasEveryDigitAndInterval() {
    #expect(
      table.csv() == """
        arm,error (%),error (%) lower,error (%) upper,n
        "ff, ""in situ""\",3.25,2.9,3.55,5
        <b>|bp,,,,12

        """)
  }

  @Test func htmlIsEscaped() {
    let html = table.html()
    #expect(html.contains("<td>&lt;b&gt;|bp</td>"))
    #expect(html.contains("<td>ff, &quot;in situ&quot;</td>"))
    #expect(!html.contains("<b>"))
    #expect(html.contains("<caption>Errors</caption>"))
  }

  @Test func markdownIsEscaped() {
    #expect(
      table.markdown() == """
        | arm | error (%) | n |
        |---|---:|---:|
        | ff, "in situ" | 3.2 [2.9, 3.5] | 5 |
        | <b>\\|bp | – | 12 |

        """)
  }
}
