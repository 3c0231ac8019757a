"""Analog memristor chips, each one with an identity of its own, for NumPy.

    import mortal, numpy as np
    chip = mortal.Chip("pcm-joshi2020", serial=7)
    layer = chip.program(W)            # closed loop; W is [inputs x outputs]
    y = layer.read(x, at="1d")         # as `mortal mvm`, bit for bit

Arrays are float32 in C order without a copy; weights are [inputs x outputs], batches [samples x inputs]. Physical values
are text with units ("50uS", "1d", "300K"). Errors carry the words of the command line.
"""
from ._library import BusyError, DataError, MissingError, MortalError, MortalWarning, UsageError, library
from . import interchange
from .chip import Chip, Layer
from .data import digits
from .device import Device, devices
from .experiment import Results, run

#: The program's version.
__version__: str = library.mortal_version().decode()
#: The kernels that OpenBLAS chose for this processor; results may differ in the last bits between kernels.
blas_core: str = library.mortal_blas_core().decode()

__all__ = [
    "BusyError", "Chip", "DataError", "Device", "Layer", "MissingError", "MortalError", "MortalWarning", "Results",
    "UsageError", "blas_core", "devices", "digits", "interchange", "run",
]
