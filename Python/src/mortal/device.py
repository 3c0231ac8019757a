"""Device cards: one kind of memory cell each, with published statistics."""
from __future__ import annotations

import ctypes
import json

import numpy as np

from ._arrays import Float32Array
from ._library import MortalError, check, library, text_of


def devices() -> list[str]:
    """Names of the shipped device cards (and of those in $MORTAL_DEVICES)."""
    return json.loads(text_of(library.mortal_device_names))


class Device:
    """A device card.

    Parameters
    ----------
    card : name of a card (see `devices`), or path of a card file.
    """

    def __init__(self, card: str):
        self.card = str(card)
        #: All that `mortal device show --json` tells: values by path, sources, assumptions.
        self.description: dict = json.loads(text_of(library.mortal_device_describe, self.card.encode()))

    @property
    def window(self) -> tuple[float, float]:
        """Lowest and highest conductance, in microsiemens."""
        listing = self.description["listing"]
        return listing["lowestMicrosiemens"], listing["highestMicrosiemens"]

    @property
    def parts(self) -> list[str]:
        """What the card describes: drift, readNoise, pulse, ..."""
        return self.description["listing"]["parts"]

    def sample(
        self, target: str, count: int = 100_000, at: str | None = None, temperature: str = "300K", seed: int = 1
    ) -> Float32Array:
        """Conductances of independent devices, programmed to a target and read once.

        The numbers of `mortal device sample` with the same arguments, bit for bit.

        Parameters
        ----------
        target : conductance with unit, such as "50uS", within the card's window.
        count : number of devices.
        at : time of the read after programming, such as "1h"; default: the earliest for which the card was published.
        temperature : such as "300K".
        seed : of the draws, 0...2**64-1.

        Returns
        -------
        Microsiemens, float32, shape [count].
        """
        if not isinstance(count, (int, np.integer)) or not 1 <= count < 2**31:
            raise MortalError(f"count: {count} is outside 1...{2**31 - 1}")
        values = np.empty(int(count), dtype=np.float32)
        error = ctypes.c_void_p()
        check(
            library.mortal_device_sample(
                self.card.encode(), str(target).encode(), None if at is None else str(at).encode(),
                str(temperature).encode(), int(seed),
                values.ctypes.data, values.size, ctypes.byref(error)),
            error)
        return values

    def __repr__(self) -> str:
        return f"Device({self.card!r})"
