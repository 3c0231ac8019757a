"""NumPy arrays into the library: without a copy where they are float32 in C order, with the command line's words where
they cannot be used."""
from __future__ import annotations

import ctypes
import io

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._library import DataError, check, library

Float32Array = NDArray[np.float32]
_float32 = np.dtype("<f4")


def matrix(values: ArrayLike, name: str, *, vector_as_row: bool = False) -> Float32Array:
    """`values` as a float32 matrix in C order; the same memory where it is one already.

    Other plain numbers are rounded to float32, as the command line does with NumPy files. NaN and infinity in a float32
    array are found by the call that uses it.
    """
    if type(values) is np.ndarray and values.dtype == _float32 and values.ndim == 2 and values.flags.c_contiguous:
        return values
    array = np.asarray(values)
    if array.dtype.kind in "fiub" and (array.ndim == 2 or (vector_as_row and array.ndim == 1)) and array.size:
        with np.errstate(over="ignore"):
            converted = np.ascontiguousarray(array, dtype=_float32)
        if array.dtype == _float32 or np.isfinite(converted).all():
            return converted.reshape(1, -1) if array.ndim == 1 else converted
    return _decoded(array, name, vector_as_row)


def _decoded(array: np.ndarray, name: str, vector_as_row: bool) -> Float32Array:
    """The array by way of a NumPy file in memory: the same conversion and the same errors as the command line's."""
    file = io.BytesIO()
    try:
        np.save(file, array, allow_pickle=False)
    except ValueError as error:
        raise DataError(
            f"{name}: element type '{array.dtype.str}' is not read; allowed are b1, i1 to i8, u1 to u8, f2, f4 and f8 with "
            "byte order < or >; convert with array.astype('<f4')") from error
    content = file.getvalue()
    target = np.empty(array.size, dtype=_float32)
    error = ctypes.c_void_p()
    check(
        library.mortal_decode_npy(
            content, len(content), name.encode(), int(vector_as_row), target.ctypes.data, target.size,
            ctypes.byref(error)),
        error)
    return target.reshape(array.shape if array.ndim == 2 else (1, -1))


def address(array: np.ndarray) -> int:
    """Where the array's numbers lie."""
    return array.__array_interface__["data"][0]
