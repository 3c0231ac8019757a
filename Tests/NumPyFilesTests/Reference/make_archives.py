"""Writes the .npz and .safetensors files of this folder with NumPy and safetensors (versions in README.md)."""
import numpy as np
from safetensors.numpy import save_file

arrays = {
    "weights": np.array([[0, 1, -2], [3.5, 1e-3, -7.25]], "<f4"),
    "wide": np.array([0.1, 1e300, -np.pi], "<f8"),
    "labels": np.array([-1, 0, 2**31 - 1], "<i4"),
    "steps": np.array([2**40, -5], "<i8"),
    "pixels": np.arange(6, dtype="u1").reshape(2, 3),
    "number": np.array(2.5, "<f4"),
    "none": np.zeros((0, 4), "<f4"),
}
np.savez("stored.npz", **arrays)
np.savez_compressed("deflated.npz", **arrays, zeros=np.zeros((200, 100)))
save_file(arrays, "arrays.safetensors")
save_file({"b": arrays["weights"], "a": arrays["wide"]}, "metadata.safetensors", {"note": 'μ = "0,1" \\ \n'})
save_file({"half": np.ones(3, "<f2")}, "half.safetensors")
