"""The built-in handwritten digits as arrays."""
from __future__ import annotations

import gzip
import tempfile
from pathlib import Path

import numpy as np

from ._arrays import Float32Array
from .experiment import _program


def digits(
    train: int = 2000, test: int = 1000, seed: int = 1
) -> tuple[tuple[Float32Array, np.ndarray], tuple[Float32Array, np.ndarray]]:
    """The digits that the program draws itself, as `mortal dataset export` writes them; nothing is downloaded.

    Returns
    -------
    (images, labels) for training and (images, labels) for tests: images float32 in 0...1, [count x 784]; labels int64.
    """
    with tempfile.TemporaryDirectory() as folder:
        _program([
            "dataset", "export", "--output", folder, "--train", str(train), "--test", str(test), "--seed", str(seed)])
        return tuple(
            (_idx(folder, f"{name}-images").reshape(-1, 784).astype(np.float32) / np.float32(255),
             _idx(folder, f"{name}-labels").astype(np.int64))
            for name in ("train", "t10k"))


def _idx(folder: str, name: str) -> np.ndarray:
    """The array of an IDX file (http://yann.lecun.com/exdb/mnist/), packed or not."""
    path = next(Path(folder).glob(f"{name}*"))
    content = path.read_bytes()
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    axes = content[3]
    shape = np.frombuffer(content, ">u4", axes, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
