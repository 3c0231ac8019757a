"""Chips and the layers of weights on them."""
from __future__ import annotations

import ctypes
import json
import warnings
import weakref
from ctypes import byref

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import Float32Array, address, matrix
from ._library import MortalWarning, UsageError, check, library, take, text_of

_no_pickle = (
    "a {} cannot be pickled or copied: it stands for one physical chip, whose cells change when they are read and written, "
    "and a copy would be a second chip with the same identity; keep card, serial, seed and weights, and make it anew")


def _text(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _warn(warning: ctypes.c_void_p) -> None:
    text = take(warning)
    for line in (text or "").splitlines():
        warnings.warn(line, MortalWarning, stacklevel=3)


class Chip:
    """One analog chip: a device card and a serial number. The same two are the same chip, on every machine.

    Parameters
    ----------
    card : name of a device card (see `mortal.devices`), or path of a card file.
    serial : the chip's serial number; fixes its stuck cells, spreads, gains and drift exponents.
    seed : of the noise of reads and writes.
    dac_bits, adc_bits : bits of the converters of word and bit lines, 1...16; None: exact.
    options : the other options of `mortal mvm`, with underscores: dac_full_scale, adc_full_scale, tile ("128x128"), at
        ("1d"), temperature ("300K"), mapping, word_resistance ("2.97 Ohm"), bit_resistance, wire_node ("22nm"), no_noise,
        telegraph_noise, threads.
    settings : fields of `chip` of an experiment's file (docs/configuration.md) by their paths, such as
        {"chip.write": "parallelPulses", "chip.variation.readNoise": 0}.

    A chip does one thing at a time: used by two threads at once, it raises `BusyError`. Different chips run side by side;
    calls release Python's global lock.
    """

    def __init__(
        self, card: str, serial: int, *, seed: int = 1, dac_bits: int | None = 8, adc_bits: int | None = 8,
        settings: dict[str, object] | None = None, **options: object,
    ):
        given = {"card": card, "serial": serial, "seed": seed, "dac_bits": dac_bits, "adc_bits": adc_bits}
        given.update({name: value for name, value in options.items() if value is not None})
        given = {name.replace("_", "-"): value for name, value in given.items()}
        given.update(settings or {})
        names = [name.encode() for name in given]
        values = [_text(value).encode() for value in given.values()]
        array = ctypes.c_char_p * len(names)
        handle, error = ctypes.c_uint64(), ctypes.c_void_p()
        check(
            library.mortal_chip_create(array(*names), array(*values), len(names), byref(handle), byref(error)), error)
        self._handle = handle.value
        self._release = weakref.finalize(self, library.mortal_chip_release, self._handle, None)
        #: What the chip is: card, serial, tile, mapping, window, hasPulses, ...
        self.description: dict = json.loads(text_of(library.mortal_chip_describe, self._handle))

    @property
    def card(self) -> str:
        """The device card's name."""
        return self.description["card"]

    @property
    def serial(self) -> int:
        """The serial number."""
        return self.description["serial"]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all that is fixed about the chip's first 128 x 128 array, as `mortal chip show` tells it."""
        return self.fingerprint_of(128, 128)

    def fingerprint_of(self, rows: int, columns: int) -> str:
        """The fingerprint of an array of `rows` word lines and `columns` bit lines."""
        return text_of(library.mortal_chip_fingerprint, self._handle, int(rows), int(columns))

    def program(
        self, weights: ArrayLike, *, weight_range: float | None = None, calibration: ArrayLike | None = None
    ) -> Layer:
        """Writes weights closed-loop on a new layer of the chip: pulses, reads, and more pulses.

        Parameters
        ----------
        weights : [inputs x outputs].
        weight_range : the largest weight that the layer can hold; larger ones are held there. Default: the largest of
            `weights`. Leave room for layers that learn.
        calibration : [samples x inputs]: a batch on which the converters' full scales are fixed. Without it the word
            lines' full scale is 4 and the bit lines' follows from the conductances, at the first read.

        Returns
        -------
        The layer. Each layer of a chip has cells of its own; the first one's numbers are those of `mortal mvm`.
        """
        weights = matrix(weights, "weights")
        batch = None if calibration is None else matrix(calibration, "calibration")
        if batch is not None and batch.shape[1] != weights.shape[0]:
            raise UsageError(
                f"weights is {weights.shape[0]} x {weights.shape[1]} and calibration is {batch.shape[0]} x "
                f"{batch.shape[1]}: weights are [inputs x outputs] and inputs [batch x inputs]; their inputs must agree")
        if weight_range is not None and not weight_range > 0:
            raise UsageError(f"weight_range: {weight_range} is outside a finite number above 0")
        handle, warning, error = ctypes.c_uint64(), ctypes.c_void_p(), ctypes.c_void_p()
        check(
            library.mortal_chip_program(
                self._handle, address(weights), weights.shape[0], weights.shape[1], weight_range or 0,
                None if batch is None else address(batch), 0 if batch is None else batch.shape[0], byref(handle),
                byref(warning), byref(error)),
            error)
        _warn(warning)
        return Layer(self, handle.value, weights.shape)

    def place(self, conductances: ArrayLike, *, weight_range: float = 1.0) -> Layer:
        """A new layer whose cells are given conductances as they are.

        Parameters
        ----------
        conductances : microsiemens, [2 x inputs x outputs]: the weights' own cells and what is subtracted from them.
        weight_range : the weight of the full conductance difference.
        """
        array = np.asarray(conductances)
        if array.ndim != 3 or array.shape[0] != 2:
            raise UsageError(
                f"conductances is {' x '.join(map(str, array.shape))}: conductances are [2 x inputs x outputs], as "
                "'mortal chip program --export' writes them")
        inputs, outputs = array.shape[1:]
        values = matrix(array.reshape(2 * inputs, outputs), "conductances")
        handle, error = ctypes.c_uint64(), ctypes.c_void_p()
        check(
            library.mortal_chip_place(
                self._handle, address(values), inputs, outputs, weight_range, byref(handle), byref(error)), error)
        return Layer(self, handle.value, (inputs, outputs))

    def __repr__(self) -> str:
        return f"Chip({self.card!r}, serial={self.serial})"

    def __reduce__(self):
        raise TypeError(_no_pickle.format("chip"))

    def __copy__(self):
        raise TypeError(_no_pickle.format("chip"))


class Layer:
    """A layer of weights on a chip; made by `Chip.program` or `Chip.place`."""

    def __init__(self, chip: Chip, handle: int, shape: tuple[int, int]):
        #: The chip that the layer is on.
        self.chip = chip
        self._handle = handle
        #: (inputs, outputs).
        self.shape: tuple[int, int] = (int(shape[0]), int(shape[1]))
        self._held_reads = 0
        self._release = weakref.finalize(self, library.mortal_layer_release, handle, None)

    @property
    def inputs(self) -> int:
        """Number of inputs (word lines)."""
        return self.shape[0]

    @property
    def outputs(self) -> int:
        """Number of outputs (bit lines)."""
        return self.shape[1]

    @property
    def description(self) -> dict:
        """Scales, full scales, saturated conversions, the clock, and a tally of reads, conversions, pulses and energy."""
        return json.loads(text_of(library.mortal_layer_describe, self._handle))

    def calibrate(self, batch: ArrayLike) -> None:
        """Fixes the converters' full scales on a batch, [samples x inputs], before the first read."""
        batch = matrix(batch, "calibration")
        error = ctypes.c_void_p()
        check(
            library.mortal_layer_calibrate(self._handle, address(batch), *batch.shape, byref(error)), error)

    def program(self, weights: ArrayLike) -> None:
        """Writes other weights, [inputs x outputs], closed-loop; the scale stays. The clock starts anew."""
        weights = matrix(weights, "weights")
        warning, error = ctypes.c_void_p(), ctypes.c_void_p()
        check(
            library.mortal_layer_program(
                self._handle, address(weights), *weights.shape, byref(warning), byref(error)), error)
        _warn(warning)

    def read(self, x: ArrayLike, at: str | None = None) -> Float32Array:
        """Sends inputs through the layer and measures its outputs.

        Parameters
        ----------
        x : [samples x inputs], or [inputs] for one sample.
        at : time since programming, such as "1d"; it stays for later calls. Default: as it is.

        Returns
        -------
        [samples x outputs], or [outputs]: in the units of x times weights. Every call is a read of its own, with new
        noise. Warns (`MortalWarning`) of conversions beyond full scale, at the first, second, fourth, eighth... such
        read of the layer.
        """
        batch = matrix(x, "inputs", vector_as_row=True)
        result = np.empty((batch.shape[0], self.shape[1]), dtype=np.float32)
        warning, error = ctypes.c_void_p(), ctypes.c_void_p()
        status = library.mortal_layer_read(
            self._handle, address(batch), batch.shape[0], batch.shape[1], None if at is None else str(at).encode(),
            address(result), result.size, byref(warning), byref(error))
        if status:
            check(status, error)
        if warning.value:
            self._warn_of_read(warning)
        return result if np.ndim(x) == 2 else result[0]

    def _warn_of_read(self, warning: ctypes.c_void_p) -> None:
        """Says it at powers of two of such reads, so that a training in which ranges are too small does not bury its own
        output."""
        text = take(warning)
        self._held_reads += 1
        if self._held_reads & (self._held_reads - 1) == 0:
            so_far = f" ({self._held_reads} such reads of this layer so far)" if self._held_reads > 1 else ""
            for line in (text or "").splitlines():
                warnings.warn(line + so_far, MortalWarning, stacklevel=3)

    def update(self, x: ArrayLike, delta: ArrayLike, rate: float, *, momentum: float = 0.0) -> None:
        """Asks for the weight change rate * x.T @ delta / samples, as write pulses: the chip makes of it what it can.

        Parameters
        ----------
        x : what went into the layer, [samples x inputs].
        delta : local signal at its outputs, in the direction the weights shall move, [samples x outputs].
        rate : learning rate.
        momentum : share of the running mean of changes that is kept, 0 <= momentum < 1.

        Raises
        ------
        DataError : for cards without write pulses; the message names those that have them.
        """
        x = matrix(x, "inputs", vector_as_row=True)
        delta = matrix(delta, "signals", vector_as_row=True)
        error = ctypes.c_void_p()
        check(
            library.mortal_layer_update(
                self._handle, address(x), *x.shape, address(delta), *delta.shape, rate, momentum, byref(error)), error)

    def age(self, at: str) -> None:
        """Sets the time since programming, such as "1y"."""
        error = ctypes.c_void_p()
        check(library.mortal_layer_set_age(self._handle, str(at).encode(), byref(error)), error)

    def conductances(self) -> Float32Array:
        """Conductances as they are, without noise: microsiemens, [2 x inputs x outputs], the weights' own cells and what
        is subtracted from them."""
        return self._numbers(library.mortal_layer_conductances, (2, *self.shape))

    def read_back(self) -> Float32Array:
        """Weights as the layer's own converters read them, with noise: [inputs x outputs]."""
        return self._numbers(library.mortal_layer_read_back, self.shape)

    def effective_weights(self) -> Float32Array:
        """The derivative of the outputs by the inputs, of this layer now, without noise: [inputs x outputs]. Only a
        simulated chip can tell."""
        return self._numbers(library.mortal_layer_effective_weights, self.shape)

    def _numbers(self, function, shape: tuple[int, ...]) -> Float32Array:
        values = np.empty(shape, dtype=np.float32)
        error = ctypes.c_void_p()
        check(function(self._handle, address(values), values.size, byref(error)), error)
        return values

    def __repr__(self) -> str:
        return f"<Layer {self.inputs} x {self.outputs} of {self.chip!r}>"

    def __reduce__(self):
        raise TypeError(_no_pickle.format("layer"))

    def __copy__(self):
        raise TypeError(_no_pickle.format("layer"))
