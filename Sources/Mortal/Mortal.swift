/// Everything that a package needs which puts chips, learners and measurements together in Swift:
///
///     import Mortal
///
///     let card = try DeviceLibrary.card("ecram-tang2018")
///     let chip = Chip(card: card, serial: 7, configuration: ChipConfiguration(), run: StreamKey(seed: 1))
///
/// Nothing lives here: it hands on the rooms that it names, whose public declarations are what the product promises.
/// Rooms that are not named here (experiment files, the store, reports, the program) may change at any time.
@_exported public import Crossbar
@_exported public import Datasets
@_exported public import DeviceModels
@_exported public import Learning
@_exported public import Matrices
@_exported public import Periphery
@_exported public import Randomness
@_exported public import Statistics
@_exported public import Substrate
@_exported public import Units
@_exported public import Wires
