"""Tiki-Taka by its published rules, in NumPy: a softmax layer of 4 inputs and 3 classes on perfect arrays.

v1: T. Gokmen, W. Haensch, Front. Neurosci. 14, 103 (2020); c-TTv2 and AGAD: M. J. Rasch et al., Nat. Commun. 15, 7133
(2024). Choppers turn at every transfer, so that nothing is drawn. Prints tiki-taka.csv; run with NumPy 2.
"""

import numpy as np

EPOCHS, FAST, RATE, DECAY, WORTH, MEMORY, MOMENTUM = 40, 0.5, 0.05, 0.2, 0.002, 0.8, 0.9


def task():
    i, j = np.meshgrid(np.arange(6), np.arange(4), indexing="ij")
    x = ((i * 7 + j * 3) % 5) / 4 + 0.1
    x = x / np.sqrt((x**2).mean(axis=1, keepdims=True))
    j, k = np.meshgrid(np.arange(4), np.arange(3), indexing="ij")
    return x, np.eye(3)[np.arange(6) % 3], (((j * 2 + k * 5) % 7) - 3) / 10


def train(kind, period):
    x, target, c = task()
    a, h = np.zeros_like(c), np.zeros_like(c)
    mean, reference = np.zeros_like(c), np.zeros_like(c)
    chopper = np.ones((4, 1))
    bias, velocity = np.zeros(3), np.zeros(3)
    for epoch in range(1, EPOCHS + 1):
        factor = min(1, max(0, (1 + 2 * (EPOCHS - epoch)) / EPOCHS))
        z = x @ c + bias
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        delta = target - p
        chopped = x if kind == "first" else x * chopper.T
        a = (1 - FAST * DECAY) * a + FAST * chopped.T @ delta / 6
        velocity = MOMENTUM * velocity + (1 - MOMENTUM) * delta.mean(axis=0)
        bias = bias + factor * RATE * velocity
        if epoch % period:
            continue
        if kind == "first":
            c = c + factor * RATE * a
            continue
        shown = a
        if kind == "dynamic":
            mean = MEMORY * mean + (1 - MEMORY) * a
            shown = a - reference
        h = h + factor * RATE * chopper * shown
        pulses = np.where(np.abs(h) >= WORTH, np.sign(h), 0)
        c, h = c + WORTH * pulses, h - WORTH * pulses
        chopper = -chopper
        if kind == "dynamic":
            reference = mean.copy()
    return c


print("kind,period," + ",".join(f"c{n}" for n in range(12)))
for kind in ["first", "chopped", "dynamic"]:
    for period in [1, 3]:
        print(f"{kind},{period}," + ",".join(f"{v:.9g}" for v in train(kind, period).ravel()))
