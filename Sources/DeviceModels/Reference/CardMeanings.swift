/// What the fields of a card mean, section by section; their kinds, ranges and defaults come from the decoder
/// (``CardReference``).
struct CardMeanings {
  /// One field: its path as the survey has it, and what it says.
  struct Field {
    let path: String
    let meaning: String
    /// In the place of the range that the decoder had with one specimen, where it depends on other fields.
    let allowed: String?

    init(_ path: String, _ meaning: String, allowed: String? = nil) {
      self.path = path
      self.meaning = meaning
      self.allowed = allowed
    }
  }

  /// The part of a card that fields stand in; empty for the top.
  let section: String
  let meaning: String
  let fields: [Field]

  init(_ section: String, _ meaning: String, _ fields: [Field]) {
    self.section = section
    self.meaning = meaning
    self.fields = fields
  }

  static let all: [CardMeanings] = basics + change + pulses + rest

  private static let basics = [
    CardMeanings(
      "",
      "At the top of the file. Parts that are left out are properties that the cell does not have, or that nobody "
        + "published.",
      [
        Field("id", "the card's name; shipped cards have it as their file's name"),
        Field("formerly", "a name that the card had before and is still found by; its chips are drawn from that name"),
        Field("title", "what cell it is, in words"),
        Field("technology", "the kind of memory cell"),
        Field("confidence", "how far the card can be trusted, in words"),
        Field(
          "mapping",
          "how a signed weight stands on positive conductances: two cells read as a difference, or one cell "
            + "against a column of cells at mid-window"),
        Field("window", "conductances between which cells are programmed"),
        Field("read", "how a cell is read"),
        Field("programming", "what closed-loop programming leaves"),
        Field("drift", "structural relaxation of phase-change cells"),
        Field("relaxation", "how the distribution about the target widens and shifts with time"),
        Field("leak", "a charge that leaks away"),
        Field("readNoise", "noise of one read"),
        Field("pulse", "what single pulses do"),
        Field("switching", "full set-reset cycles of 1T1R cells"),
        Field("currentVoltage", "the static curve I(V); a card without it is ohmic"),
        Field("defects", "cells that do not follow their writes"),
        Field("endurance", "closing of the window with full cycles"),
        Field("temperature", "conduction and ageing over temperature"),
        Field("randomTelegraphNoise", "traps that step between two levels"),
        Field("write", "how a pulse is given, for energies"),
        Field("disturb", "what voltages do that shall change nothing"),
        Field("dieToDie", "how much dies of one kind differ as wholes"),
        Field("verifiedWriting", "what writing costs and how often it fails, die by die"),
        Field("sources", "where values come from; every part needs one"),
        Field("assumptions", "what the card takes for granted, in words"),
        Field("check", "values that `mortal device check` compares simulated cells with"),
      ]),
    CardMeanings(
      "window", "",
      [
        Field("window.gMin", "G_min, lowest programmed conductance", allowed: "0 S...10 S, below gMax"),
        Field("window.gMax", "G_max, highest programmed conductance; conductances are normalised by it"),
      ]),
    CardMeanings(
      "read", "",
      [
        Field("read.voltage", "read voltage"),
        Field("read.integrationTime", "t of one read; the noise bandwidth is 1/(2 t)"),
      ]),
    CardMeanings(
      "programming", "Exactly one of the three.",
      [
        Field("programming.exact", "`true`: every cell has its target", allowed: "true"),
        Field("programming.spread", "σ of a normal distribution about the target, over the target"),
        Field(
          "programming.acceptanceBand",
          "half width, relative to G_max, of the band in which a write-verify loop stops; "
            + "cells are uniform in it"),
      ]),
    CardMeanings(
      "curve",
      "A published curve y(x) over conductance, wherever the tables say `curve`: one formula, or several in "
        + "`pieces`. y at conductances G is what the formula gives, in units of `unit`, for x = G/G_max or x = G in units "
        + "of `argument`, so that no fit is read in the wrong unit.",
      [
        Field("curve.argument", "`relative` for x = G/G_max, or the conductance that x counts in"),
        Field("curve.unit", "`relative` for plain numbers, or the conductance that y counts in"),
        Field("curve.referenceGMax", "the G_max of the publication, where y scales with G_max"),
        Field("curve.pieces", "formulas by rising x, each but the last with `below`"),
      ]),
    CardMeanings(
      "formula",
      "Exactly one of the formulas, in a curve or in each of its pieces. Logarithms and powers hold x to at "
        + "least 1e-7.",
      [
        Field("formula.polynomial", "c₀, c₁, … of Σ cᵢ xⁱ"),
        Field("formula.logarithmic", "a, b of a + b ln x"),
        Field("formula.decadic", "a, b of a + b log₁₀ x"),
        Field("formula.power", "a, b of a x^b"),
        Field("formula.saturating", "a, s of a (1 − e^(−x/s)), s above 0"),
        Field("formula.table", "straight lines between points, held at the first and the last"),
        Field("formula.table.at", "x, rising"),
        Field("formula.table.values", "y at each x", allowed: "as many as `at`"),
        Field("formula.atLeast", "y is held to at least this"),
        Field("formula.atMost", "y is held to at most this", allowed: "numbers from `atLeast` on"),
        Field("formula.below", "the piece is for x below this", allowed: "numbers from the earlier piece's on"),
      ]),
  ]

  private static let change = [
    CardMeanings(
      "drift",
      "G(t) = G (t/t₀)^(−ν) for t > t₀ after programming, ν = |µ + σ ξ| with one normal ξ a cell for ever "
        + "(Joshi et al. 2020).",
      [
        Field("drift.referenceTime", "t₀"),
        Field("drift.exponentMean", "µ over the target"),
        Field("drift.exponentDeviation", "σ over the target"),
      ]),
    CardMeanings(
      "relaxation",
      "One of three forms: `changes` (mean and spread of the change since programming), `points` (spread "
        + "and shift about the target), or straight lines over ln t: ΔG = m ln(t/τ) + (s₀ + s ln(t/τ)) ξ.",
      [
        Field("relaxation.changes", "by rising time; held after the last, straight in ln t between"),
        Field("relaxation.changes[].time", "after programming", allowed: "above the time before, up to 1e12 s"),
        Field("relaxation.changes[].deviation", "spread of the change; of one form at all times"),
        Field("relaxation.changes[].mean", "mean of the change"),
        Field("relaxation.startsAt", "when the spread is still that of programming"),
        Field("relaxation.interpolation", "the axis along which curves between times are taken"),
        Field("relaxation.points", "by rising time; programming must be a spread of the same form"),
        Field("relaxation.points[].time", "after programming", allowed: "above the time before, up to 1e12 s"),
        Field("relaxation.points[].spread", "σ about the target"),
        Field("relaxation.points[].shift", "shift of the mean"),
        Field("relaxation.unitTime", "τ"),
        Field("relaxation.meanSlope", "m"),
        Field("relaxation.deviationOffset", "s₀"),
        Field("relaxation.deviationSlope", "s"),
      ]),
    CardMeanings(
      "leak", "g → g₀ + (g − g₀) e^(−t/τ), g₀ the conductance of weight 0; τ of a cell = τ (1 + s ξ) (Li et al. 2018).",
      [Field("leak.lifetime", "τ"), Field("leak.deviation", "s")]),
    CardMeanings(
      "readNoise",
      "σ = A(g), times the conductance where the amplitude is relative, times √ln((t + τ)/(2τ)) for "
        + "flicker noise at time t after programming.",
      [
        Field("readNoise.growth", "whether noise grows with time as 1/f noise does"),
        Field("readNoise.argument", "whether g is what programming left or what is there now"),
        Field("readNoise.amplitude", "A"),
        Field("readNoise.multipliesConductance", "whether A is relative to the present conductance"),
        Field(
          "readNoise.includedInSpread",
          "whether the spread of programming was measured through reads and has this noise "
            + "in it; only without growth"),
        Field("readNoise.integrationTime", "τ; with `growth: flicker`"),
        Field("readNoise.spectrum", "how much one read shares with the next; with `growth: none` it needs `longest`"),
        Field("readNoise.spectrum.exponent", "a of a power 1/f^a"),
        Field("readNoise.spectrum.white", "share of the power that is drawn anew at every read"),
        Field("readNoise.spectrum.shortest", "1/(2 f) of the upper corner"),
        Field(
          "readNoise.spectrum.longest",
          "1/(2 f) of the lower corner; without it the corner moves on with the time since "
            + "programming", allowed: "from twice `shortest` to 1e12 s"),
      ]),
  ]
}
