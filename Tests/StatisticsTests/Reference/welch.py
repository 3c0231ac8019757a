"""Writes welch.csv: spectra by scipy.signal.welch (Hann window, half overlap, mean of each segment off)."""
import numpy as np, scipy
from scipy import signal

rng = np.random.default_rng(20261126)
cases = {
    "walk": (np.cumsum(rng.normal(0, 1, 100)) + 5, 0.5, 32),
    "sine": (3 + np.sin(0.7 * np.arange(70)) + rng.normal(0, 0.1, 70), 2.5e-3, 16),
    "whole": (rng.normal(2, 1, 64), 1.0, 64),
}
text = lambda v: " ".join(repr(float(x)) for x in np.atleast_1d(v))
with open("welch.csv", "w") as f:
    f.write(f"# SciPy {scipy.__version__}, NumPy {np.__version__}; written by welch.py\n")
    f.write("# name,values,interval,segment,frequencies,densities\n")
    for name, (x, dt, n) in cases.items():
        fr, p = signal.welch(x, 1 / dt, nperseg=n)
        f.write(",".join([name, text(x), text(dt), text(n), text(fr), text(p)]) + "\n")
