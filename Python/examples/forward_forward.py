"""Forward-Forward in NumPy, on a chip that it knows nothing about.

Two layers lie on a chip. The learner sends activities in, takes measured activities out, and asks for weight changes as
outer products of the two (Hinton 2022, arXiv 2212.13345). It never sees a weight. Run: python forward_forward.py
"""
# %% Data: digits, the label written over the first ten pixels
import numpy as np

import mortal

(train_x, train_y), (test_x, test_y) = mortal.digits(train=2000, test=500)
random = np.random.default_rng(1)


def labelled(images, labels):
    """Images that say what they show, right or wrong, with a root mean square of 1."""
    x = images.copy()
    x[:, :10] = 0
    x[np.arange(len(x)), labels] = 2
    return normalised(x)


def normalised(x):
    return (x / (np.sqrt((x * x).mean(1, keepdims=True)) + 1e-6)).astype(np.float32)


# %% The chip: 784-200-200 on ECRAM, random weights of spread 1/sqrt(inputs)
chip = mortal.Chip("ecram-tang2018", serial=3, mapping="referenceDevice")  # writes in mixed precision
layers = []
sizes = (784, 200, 200)
x = labelled(train_x[:100], train_y[:100])
for inputs, outputs in zip(sizes, sizes[1:]):
    spread = 1 / np.sqrt(inputs)
    weights = (random.normal(size=(inputs, outputs)) * spread).astype(np.float32)
    layer = chip.program(weights, weight_range=4 * spread, calibration=2 * x)
    layers.append(layer)
    x = normalised(np.maximum(layer.read(x), 0))


# %% Learning: each layer has a goal of its own
def step(x_right, x_wrong, rate):
    for layer in layers:
        y_right, y_wrong = (np.maximum(layer.read(x), 0) for x in (x_right, x_wrong))
        # Probability of being right, from the mean of squares and its threshold of 1.
        p_right, p_wrong = (1 / (1 + np.exp(20 * (1 - (y * y).mean(1, keepdims=True)))) for y in (y_right, y_wrong))
        signal = np.concatenate([(1 - p_right) * y_right, -p_wrong * y_wrong]).astype(np.float32)
        layer.update(np.concatenate([x_right, x_wrong]), signal, rate=rate, momentum=0.9)
        x_right, x_wrong = normalised(y_right), normalised(y_wrong)


def test_error(images, labels):
    """The label whose goodness is largest, summed over the layers."""
    goodness = np.zeros((len(images), 10))
    for label in range(10):
        x = labelled(images, np.full(len(images), label))
        for layer in layers:
            y = np.maximum(layer.read(x), 0)
            goodness[:, label] += (y * y).mean(1)
            x = normalised(y)
    return (goodness.argmax(1) != labels).mean()


print(f"before learning: test error {test_error(test_x, test_y):.1%}")
for epoch in range(1, 7):
    order = random.permutation(len(train_x))
    for start in range(0, len(order), 20):
        chosen = order[start:start + 20]
        wrong = (train_y[chosen] + random.integers(1, 10, len(chosen))) % 10
        step(labelled(train_x[chosen], train_y[chosen]), labelled(train_x[chosen], wrong), rate=0.03)
    print(f"epoch {epoch}: test error {test_error(test_x, test_y):.1%}")

# %% What it cost the chip
for number, layer in enumerate(layers):
    tally = layer.description["tally"]
    print(f"layer {number}: {tally['vectorsRead']} vectors read, {tally['writePulses']:.3g} write pulses")
