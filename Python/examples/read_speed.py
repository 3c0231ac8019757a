"""Seconds of `layer.read` beside those of the program's own bench, the same layer and batch, on one thread.

    python Python/examples/read_speed.py

The bench (`mortal bench mvm`) runs before and after; the ratio is to the mean of both.
"""
import json
import os
import statistics
import subprocess
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np

import mortal

INPUTS, OUTPUTS, BATCH, REPETITIONS = 784, 500, 1000, 21


def bench(case: str) -> float:
    """Median processor seconds of a read, as the program measures it."""
    answer = subprocess.run(
        [sys.executable, "-m", "mortal", "bench", "mvm", "--json"], check=True, capture_output=True, text=True)
    results = json.loads(answer.stdout)["results"]
    return next(
        result["seconds"] for result in results
        if result["case"] == case and result["shape"] == f"{INPUTS}x{OUTPUTS}")


def read() -> float:
    """Median processor seconds of `layer.read`."""
    random = np.random.default_rng(1)
    weights = (0.1 * random.normal(size=(INPUTS, OUTPUTS))).astype(np.float32)
    batch = random.uniform(size=(BATCH, INPUTS)).astype(np.float32)
    chip = mortal.Chip(
        "pcm-joshi2020", serial=1, settings={"chip.tile.rows": INPUTS, "chip.tile.columns": OUTPUTS})
    layer = chip.program(weights, calibration=batch)
    layer.read(batch)
    seconds = []
    for _ in range(REPETITIONS):
        start = time.process_time()
        layer.read(batch)
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


before = bench("one-tile-noise")
python = read()
after = bench("one-tile-noise")
print(f"layer.read {1e3 * python:.2f} ms; mortal bench {1e3 * before:.2f} and {1e3 * after:.2f} ms; "
      f"ratio {2 * python / (before + after):.2f}")
