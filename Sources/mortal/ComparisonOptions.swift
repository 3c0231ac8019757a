import ArgumentParser
import Experiments

/// Options of a comparison of learners.
struct ComparisonOptions: ParsableArguments {
  @OptionGroup var learning: LearningOptions

  @Option(help: "Number of chips; chip n has serial number n.")
  var chips = 5

  @Option(help: "Learners, separated by commas; see docs/configuration.md. (default: nine of them)")
  var arms: String?

  @Option(help: "Factors of the default learning rate that are tried for each arm; one alone skips the search.")
  var rates = "0.5,1,2"

  func settings() throws -> ComparisonSettings {
    var choices = ComparisonChoices(learning: learning.choices)
    choices.chips = chips
    choices.arms = arms
    choices.rates = rates
    return try choices.settings()
  }
}
