"""Weights out of files that other simulators wrote. Neither those programs nor PyTorch are needed.

    layers = mortal.interchange.read_aihwkit("checkpoint.th")
    layer = chip.program(layers["0"].weights)               # or the conductances themselves:
    layer = chip.place(layers["0"].conductances(), weight_range=layers["0"].weight_range)
    layer = chip.program(mortal.interchange.read_neurosim("layer_record/weightFC_20_.csv"))
"""
from __future__ import annotations

import io
import os
import pickle
import zipfile
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from ._arrays import Float32Array
from ._library import DataError, MissingError


@dataclass(frozen=True)
class AnalogWeights:
    """An analog linear layer of aihwkit."""

    #: [inputs x outputs], as this package has them (aihwkit keeps [outputs x inputs]); scales are multiplied in.
    weights: Float32Array
    #: The digital bias, [outputs]; None without one. Add it to what a read gives.
    bias: Float32Array | None
    #: aihwkit's version that wrote the file.
    version: str
    #: Largest and smallest conductance that the layer's configuration names, in microsiemens; None where it names none.
    conductance_window: tuple[float, float] | None

    @property
    def weight_range(self) -> float:
        """The largest weight."""
        return float(np.abs(self.weights).max())

    def conductances(self, highest: float | None = None, lowest: float | None = None) -> Float32Array:
        """The weights as single pairs of conductances, as aihwkit's `SinglePairConductanceConverter` makes them: the one
        of two cells carries the weight, the other rests at the lowest conductance.

        Parameters
        ----------
        highest, lowest : microsiemens; default: those of the layer's configuration, else 25 and 0.

        Returns
        -------
        Microsiemens, [2 x inputs x outputs], as `Chip.place` takes them.
        """
        window = self.conductance_window or (25.0, 0.0)
        highest = window[0] if highest is None else highest
        lowest = window[1] if lowest is None else lowest
        if not 0 <= lowest < highest:
            raise DataError(f"conductances: {lowest}...{highest} uS is no window; allowed: 0 <= lowest < highest")
        scale = (highest - lowest) / (self.weight_range or 1.0)
        scaled = self.weights * np.float32(scale)
        return np.stack([np.clip(scaled, 0, None), np.clip(-scaled, 0, None)]).astype(np.float32) + np.float32(lowest)


def read_aihwkit(path: str | os.PathLike) -> dict[str, AnalogWeights]:
    """The analog linear layers of a state dict that `torch.save(net.state_dict(), path)` wrote.

    Nothing in the file is executed: of its pickle only arrays, plain values and the attributes of configurations are
    read.

    Returns
    -------
    By the layer's name in the net ("0", "encoder.fc1"; "" for a layer alone). A layer that aihwkit split over several
    tiles has one entry a tile ("0.array.0.1").

    Raises
    ------
    MissingError, DataError : for a file that is not there, not of PyTorch's format, or without analog layers.
    """
    state = _load(os.fspath(path))
    layers = {}
    for key, tile in state.items():
        if not key.endswith("analog_tile_state"):
            continue
        prefix = key[: -len("analog_tile_state")]
        found = tile.get("analog_tile_weights") if isinstance(tile, dict) else None
        if not isinstance(found, np.ndarray) or found.ndim != 2:
            raise DataError(f"{path}: {key} has no matrix 'analog_tile_weights'; written by another version of aihwkit?")
        weights = found.astype(np.float32)
        for name in ("mapping_scales", "out_scaling_alpha"):
            scale = state.get(prefix + name, tile.get(name))
            if isinstance(scale, np.ndarray):
                weights = weights * scale.reshape(-1, 1).astype(np.float32)
        if not np.isfinite(weights).all():
            raise DataError(f"{path}: weights of {key} are not finite")
        bias = state.get(prefix + "bias", tile.get("bias"))
        layers[prefix.removesuffix("analog_module.").removesuffix(".")] = AnalogWeights(
            np.ascontiguousarray(weights.T), bias if isinstance(bias, np.ndarray) else None,
            str(tile.get("aihwkit_version", "unknown")), _window(tile.get("rpu_config")))
    if not layers:
        raise DataError(f"{path}: no analog layer among {sorted(map(str, state))[:8]}; save net.state_dict() of aihwkit")
    return layers


def read_neurosim(path: str | os.PathLike) -> Float32Array:
    """The weights of a layer as DNN+NeuroSim's Python part writes them into `layer_record_*/weight*.csv`.

    Returns
    -------
    [inputs x outputs]: one line an input (for a convolution: one a weight of its kernel), one column an output, the
    orientation of this package.
    """
    try:
        with open(path, encoding="ascii") as file:
            return np.loadtxt(file, delimiter=",", dtype=np.float32, ndmin=2)
    except FileNotFoundError as error:
        raise MissingError(f"{path}: no such file; check the path") from error
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not a table of weights: {error}") from error


def _window(configuration: object) -> tuple[float, float] | None:
    """Ends of the conductance window that a configuration's noise model names."""
    converter = getattr(getattr(configuration, "noise_model", None), "g_converter", None)
    highest, lowest = getattr(converter, "g_max", None), getattr(converter, "g_min", 0.0)
    return (float(highest), float(lowest)) if isinstance(highest, (int, float)) else None


class _Thing:
    """Stands for an object of a class that is not known here: its attributes, and nothing else of it."""

    def __init__(self, *arguments, **options):
        pass

    def __setstate__(self, state):
        if isinstance(state, tuple) and len(state) == 2:
            state = {**(state[0] or {}), **(state[1] or {})}
        if isinstance(state, dict):
            self.__dict__.update(state)


_dtypes = {
    "FloatStorage": "<f4", "DoubleStorage": "<f8", "HalfStorage": "<f2", "LongStorage": "<i8", "IntStorage": "<i4",
    "ShortStorage": "<i2", "CharStorage": "<i1", "ByteStorage": "<u1", "BoolStorage": "?",
}


def _load(path: str) -> dict:
    """The pickle in PyTorch's archive, with arrays of NumPy in place of tensors."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            found = [name for name in names if name.endswith("/data.pkl")]
            if len(found) != 1:
                raise DataError(f"{path}: not of PyTorch's format: no data.pkl; write it with torch.save")
            root = found[0][: -len("data.pkl")]

            def storage(kind: str, key: str) -> np.ndarray:
                if kind not in _dtypes:
                    raise DataError(f"{path}: numbers of {kind} are not read; save net.float().state_dict()")
                return np.frombuffer(archive.read(f"{root}data/{key}"), _dtypes[kind])

            state = _Unpickler(io.BytesIO(archive.read(found[0])), storage).load()
    except FileNotFoundError as error:
        raise MissingError(f"{path}: no such file; check the path") from error
    except zipfile.BadZipFile as error:
        raise DataError(
            f"{path}: not a zip archive; write it with torch.save (PyTorch 1.6 or newer)") from error
    except (pickle.UnpicklingError, KeyError, AttributeError, EOFError, IndexError, TypeError, ValueError) as error:
        raise DataError(f"{path}: damaged, or not a state dict: {error!r}") from error
    if not isinstance(state, dict):
        raise DataError(f"{path}: holds a {type(state).__name__}, not a state dict; save net.state_dict()")
    return state


def _tensor(storage, offset, size, stride, *rest):
    """A strided view of a storage, checked against its end, as an array of its own."""
    size, stride, offset = tuple(map(int, size)), tuple(map(int, stride)), int(offset)
    if min((offset, *size, *stride)) < 0:
        raise pickle.UnpicklingError("a negative size")
    if 0 not in size and offset + sum((n - 1) * step for n, step in zip(size, stride)) >= len(storage):
        raise pickle.UnpicklingError("a tensor beyond its storage")
    view = np.lib.stride_tricks.as_strided(
        storage[offset:], size, tuple(step * storage.itemsize for step in stride), writeable=False)
    return view.copy()


class _Unpickler(pickle.Unpickler):
    """Reads a pickle without running anything that it names."""

    _known = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _tensor,
        ("torch._utils", "_rebuild_parameter"): lambda data, *rest: data,
    }

    def __init__(self, file, storage):
        super().__init__(file)
        self._storage = storage

    def find_class(self, module: str, name: str):
        if (module, name) in self._known:
            return self._known[module, name]
        if module in ("torch", "torch.storage") and name.endswith("Storage"):
            return type(name, (), {})
        return type(name, (_Thing,), {})

    def persistent_load(self, identity):
        kind, storage_type, key, *_ = identity
        if kind != "storage":
            raise pickle.UnpicklingError(f"unknown reference to {kind}")
        return self._storage(storage_type.__name__, str(key))
