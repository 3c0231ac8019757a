"""The library behind the package: finding, loading and calling it.

`prototypes` says of every function in mortal.h what it takes; a test compares the two.
"""
from __future__ import annotations

import _ctypes
import ctypes
import os
import platform
from pathlib import Path

HERE = Path(__file__).resolve().parent

Text = ctypes.c_char_p
Pointer = ctypes.c_void_p
Size = ctypes.c_int64
Handle = ctypes.c_uint64
#: `char **`: a text that the library hands out and takes back.
TextOut = ctypes.POINTER(ctypes.c_void_p)

prototypes = {
    "mortal_set_devices": [Text, TextOut],
    "mortal_decode_npy": [Text, Size, Text, ctypes.c_int32, Pointer, Size, TextOut],
    "mortal_chip_create": [
        ctypes.POINTER(Text), ctypes.POINTER(Text), Size, ctypes.POINTER(Handle), TextOut],
    "mortal_chip_release": [Handle, TextOut],
    "mortal_chip_describe": [Handle, TextOut, TextOut],
    "mortal_chip_fingerprint": [Handle, Size, Size, TextOut, TextOut],
    "mortal_chip_program": [
        Handle, Pointer, Size, Size, ctypes.c_float, Pointer, Size, ctypes.POINTER(Handle), TextOut, TextOut],
    "mortal_chip_place": [Handle, Pointer, Size, Size, ctypes.c_float, ctypes.POINTER(Handle), TextOut],
    "mortal_layer_release": [Handle, TextOut],
    "mortal_layer_describe": [Handle, TextOut, TextOut],
    "mortal_layer_program": [Handle, Pointer, Size, Size, TextOut, TextOut],
    "mortal_layer_calibrate": [Handle, Pointer, Size, Size, TextOut],
    "mortal_layer_read": [Handle, Pointer, Size, Size, Text, Pointer, Size, TextOut, TextOut],
    "mortal_layer_update": [
        Handle, Pointer, Size, Size, Pointer, Size, Size, ctypes.c_float, ctypes.c_float, TextOut],
    "mortal_layer_set_age": [Handle, Text, TextOut],
    "mortal_layer_conductances": [Handle, Pointer, Size, TextOut],
    "mortal_layer_read_back": [Handle, Pointer, Size, TextOut],
    "mortal_layer_effective_weights": [Handle, Pointer, Size, TextOut],
    "mortal_device_names": [TextOut, TextOut],
    "mortal_device_describe": [Text, TextOut, TextOut],
    "mortal_device_sample": [Text, Text, Text, Text, ctypes.c_uint64, Pointer, Size, TextOut],
}


class MortalError(Exception):
    """What the library or the program refused, in the words of the command line."""


class UsageError(MortalError, ValueError):
    """An argument that cannot be used."""


class DataError(MortalError, ValueError):
    """Numbers, files or settings that are wrong."""


class MissingError(MortalError, LookupError):
    """A card or a file that does not exist."""


class BusyError(MortalError, RuntimeError):
    """Another thread is using the chip."""


class MortalWarning(UserWarning):
    """Something was held at a limit: conversions beyond full scale, cells that could not be programmed."""


errors_by_status = {64: UsageError, 65: DataError, 66: MissingError, 75: BusyError}


def program_path() -> Path:
    """The program `mortal`: $MORTAL_PROGRAM, else the one in this package."""
    named = os.environ.get("MORTAL_PROGRAM")
    return Path(named) if named else HERE / "lib" / "mortal"


def _processor_features() -> set[str]:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("flags"):
                    return set(line.split())
    except OSError:
        pass
    return set()


def _load_fitting_blas() -> None:
    """Has OpenBLAS choose kernels that fit the processor, as the program does at its start.

    OpenBLAS picks kernels by the processor's model number while it is loaded; a release older than the processor falls
    back to very slow ones ("Prescott"). It is loaded, asked, and where need be loaded again with OPENBLAS_CORETYPE set.
    """
    if os.environ.get("OPENBLAS_CORETYPE") or platform.system() != "Linux" or platform.machine() != "x86_64":
        return
    try:
        blas = ctypes.CDLL("libopenblas.so.0")
        blas.openblas_get_corename.restype = ctypes.c_char_p
        core = blas.openblas_get_corename()
    except (OSError, AttributeError):
        return  # The library itself will say what is missing.
    features = _processor_features()
    if core != b"Prescott":
        return
    if {"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"} <= features:
        fitting = "SKYLAKEX"
    elif {"avx2", "fma"} <= features:
        fitting = "HASWELL"
    else:
        return
    _ctypes.dlclose(blas._handle)
    os.environ["OPENBLAS_CORETYPE"] = fitting
    try:
        ctypes.CDLL("libopenblas.so.0")
    finally:
        del os.environ["OPENBLAS_CORETYPE"]


def _load() -> ctypes.CDLL:
    path = Path(os.environ.get("MORTAL_LIBRARY") or HERE / "lib" / "libCMortal.so")
    if not path.exists():
        raise ImportError(
            f"{path} does not exist; install the package (pip install ./Python), which builds it, or name a built one in "
            "MORTAL_LIBRARY")
    _load_fitting_blas()
    try:
        library = ctypes.CDLL(str(path))
    except OSError as error:
        raise ImportError(
            f"{error}; needed are Swift's runtime and the Debian packages libopenblas0 libgsl27 libsqlite3-0") from error
    for name, arguments in prototypes.items():
        function = getattr(library, name)
        function.argtypes = arguments
        function.restype = ctypes.c_int32
    for name in ("mortal_version", "mortal_blas_core"):
        function = getattr(library, name)
        function.argtypes = []
        function.restype = ctypes.c_char_p
    library.mortal_string_release.argtypes = [ctypes.c_void_p]
    library.mortal_string_release.restype = None
    return library


library = _load()


def take(text: ctypes.c_void_p) -> str | None:
    """A text that the library handed out, which it gets back."""
    if not text.value:
        return None
    value = ctypes.string_at(text.value).decode("utf-8", "replace")
    library.mortal_string_release(text)
    return value


def check(status: int, error: ctypes.c_void_p) -> None:
    """Raises what a call reported."""
    if status:
        raise errors_by_status.get(status, MortalError)(take(error) or f"status {status}")


def text_of(function, *arguments) -> str:
    """The text that a call hands out."""
    text, error = ctypes.c_void_p(), ctypes.c_void_p()
    check(function(*arguments, ctypes.byref(text), ctypes.byref(error)), error)
    return take(text) or ""


def _set_devices() -> None:
    folder = HERE / "Devices"
    if folder.is_dir():
        error = ctypes.c_void_p()
        check(library.mortal_set_devices(os.fsencode(folder), ctypes.byref(error)), error)


_set_devices()
