internal import Learning

/// The reference of all fields, as `mortal experiment schema` prints it and docs/configuration.md holds it.
package enum ConfigurationReference {
  /// One line of explanation for each section.
  static let sections: [(section: String, meaning: String)] = beforeLearners + learnerSections + behindLearners

  private static let beforeLearners: [(section: String, meaning: String)] = [
    ("", "At the top of the file."),
    ("data", "What is learned."),
    ("network", "What learns."),
    ("learner", "How it learns. What is `none` is left to the learner's own default."),
  ]

  /// One section for each group of a learner's settings, with the learners that read them.
  private static let learnerSections: [(section: String, meaning: String)] = {
    var sections: [String] = []
    for field in LearnerTable.fields {
      let section = ConfigurationField(field).section
      if section != "learner", !sections.contains(section) { sections.append(section) }
    }
    return sections.map { section in
      let readers = LearnerTable.all.filter { learner in
        learner.rule.fields.contains { ConfigurationField($0).section == section }
      }
      var rules: [String] = []
      for reader in readers where !rules.contains(reader.rule.name) { rules.append(reader.rule.name) }
      return (section, "Read by " + rules.map { "`\($0)`" }.joined(separator: ", ") + " and their variants.")
    }
  }()

  private static let behindLearners: [(section: String, meaning: String)] = [
    ("pretraining", "A net that is trained in floating point first and then learns on where it lies."),
    ("chip", "The hardware: a device card and a serial number."),
    ("chip.tile", "Size of the arrays that layers are cut into."),
    ("chip.time", "How time passes on the chip while it works."),
    ("chip.disturb", "What writes and reads do to other cells; off unless a scheme is named."),
    ("chip.variation", "How devices and chips differ. Factors are on the card's published values."),
    ("chip.dac", "Converters of the word lines."),
    ("chip.adc", "Converters of the bit lines."),
    ("chip.wires", "Resistances in the array."),
    ("copy", "Weights carried to other chips after training."),
    ("chain", "Generations: copies of copies, or pupils of pupils."),
    ("reincarnation", "What brings a copy back to the donor's error."),
    ("distillation", "A recipient that learns from the donor's outputs; no weights are copied."),
    ("resurrection", "What a copy costs that shall be as good as its donor."),
    ("theft", "What a thief gets."),
    ("ageing", "What time and wear do."),
    ("stage", "An unknown stage between the layers."),
  ]

  /// docs/configuration.md.
  package static func markdown(figures: [(name: String, meaning: String)]) -> String {
    var text = """
      # Experiment files

      <!-- Made by `mortal experiment schema --markdown`; a test compares. -->

      An experiment is a YAML file. `name` and `question` are required; every field below has a default. An unknown key,
      a wrong type, a value or a unit that is not allowed is an error with file, line and column. Quantities are written
      with their unit (`25 uS`, `300 K`, `1 d`); bare numbers are dimensionless, but for resistances, where they are ohms. A field that may be `none` is then
      switched off or left to others, as it says.

      | key | meaning |
      |---|---|
      | `name` | identifies the experiment in its store |
      | `question` | what it asks, a sentence; stands at the head of the report |
      | `learners` | list of learners to compare: a name, or a mapping with `name` and fields that differ for it: \
      `{name: ff-in-situ, rate: 0.02, chip.write: mixedPrecision, label: mixed precision}` |
      | `sweep` | axes by path: a list, `1...20`, or `{from: 1 s, to: 10 y, steps: 9, scale: log}`; \
      `chips` and `seeds` are short for `chip.serial` and `seed`. Axes are crossed; \
      `zip: [{path: […], path: […]}]` runs axes in lockstep |
      | `metrics` | names of the metrics that tables and exports show, see below; all when left out. A table or figure \
      that needs another one is left out |
      | `report` | figures of the report in their order, see below; those of the experiment when left out |
      | `quick` | fields, `learners` and `sweep` axes that replace the file's for `--quick`; a field set \
      here is not swept |

      `--set path=value` sets any field, `--set sweep.chips=1...3` an axis; a field set that way is not swept, and no
      learner changes it.


      """
    for (section, meaning) in sections {
      let fields = ConfigurationSchema.fields.filter { $0.section == section }
      text += "## " + (section.isEmpty ? "Top" : "`\(section)`") + "\n\n\(meaning)\n\n"
      text += "| field | type | default | allowed | meaning |\n|---|---|---|---|---|\n"
      for field in fields {
        text +=
          "| `\(field.path)` | \(field.kind.typeName) | `\(field.defaultValue.shownText)` "
          + "| \(field.kind.description) | \(field.meaning) |\n"
      }
      text += "\n"
    }
    text += "## Learners\n\n| name | trained | what it had to know of the chip |\n|---|---|---|\n"
    for learner in LearnerName.allCases {
      text += "| `\(learner.rawValue)` | \(learner.meaning) | \(learner.knowledge) |\n"
    }
    text += "\n## Figures\n\n| name | shows |\n|---|---|\n"
    for figure in figures { text += "| `\(figure.name)` | \(figure.meaning) |\n" }
    text += "\n## Metrics\n\nErrors and shares are fractions of 1.\n\n| name | what it is |\n|---|---|\n"
    for metric in Metric.allCases { text += "| `\(metric.rawValue)` | \(metric.meaning) |\n" }
    return text
  }

  /// For a terminal.
  package static func plainText() -> String {
    var text = ""
    for (section, meaning) in sections {
      text += (text.isEmpty ? "" : "\n") + "\(section.isEmpty ? "top" : section): \(meaning)\n"
      for field in ConfigurationSchema.fields where field.section == section {
        text += "  \(field.path) = \(field.defaultValue.shownText)    (\(field.kind.description))\n"
        text += "      \(field.meaning)\n"
      }
    }
    return text
  }
}
