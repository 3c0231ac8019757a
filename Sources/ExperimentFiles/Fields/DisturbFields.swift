package import Crossbar

/// `chip.disturb`: what writes and reads do to cells that shall keep their state.
package enum DisturbFields {
  package static let scheme = Setting(
    choice: "chip.disturb.scheme", DisturbScheme.none,
    "How unselected lines are held during writes: cells of a selected line see half the voltage, or all others a third; "
      + "`none` leaves other cells alone.")
  package static let step = Setting(
    "chip.disturb.step", Double?.none, in: 0...1,
    "Assumed share of a full pulse's mean step that such a cell makes; `none` does as the card says.")
  package static let read = Setting(
    "chip.disturb.read", Double?.none, in: 0...1,
    "The same of one read at full scale, positive inputs upwards; `none` does as the card says, or leaves reads harmless."
  )

  static let all = [scheme.field, step.field, read.field]
}
