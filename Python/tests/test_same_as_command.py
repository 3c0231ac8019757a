"""Every number is the command line's, bit for bit."""
import json

import numpy as np
import pytest

import mortal


@pytest.mark.parametrize(
    "options, arguments",
    [
        (dict(), []),
        (dict(tile="16x16", seed=5), ["--tile", "16x16", "--seed", "5"]),
        (dict(dac_bits=6, adc_bits=None, threads=2), ["--dac-bits", "6", "--adc-bits", "none", "--threads", "2"]),
        (dict(wire_node="22nm", temperature="350K"), ["--wire-node", "22nm", "--temperature", "350K"]),
        (dict(no_noise=True, mapping="referenceColumn"), ["--no-noise", "--mapping", "referenceColumn"]),
    ])
@pytest.mark.parametrize("card", ["pcm-joshi2020", "ecram-tang2018"])
def test_read_equals_mvm(program, numbers, tmp_path, card, options, arguments):
    weights, inputs = numbers
    np.save(tmp_path / "W.npy", weights)
    np.save(tmp_path / "X.npy", inputs)
    program(
        "mvm", "--card", card, "--serial", 7, *arguments, "--weights", tmp_path / "W.npy", "--inputs",
        tmp_path / "X.npy", "--output", tmp_path / "Y.npy", "--at", "1d")
    layer = mortal.Chip(card, serial=7, **options).program(weights)
    found = layer.read(inputs, at="1d")
    assert found.dtype == np.float32 and found.shape == (11, 21)
    assert np.array_equal(found, np.load(tmp_path / "Y.npy"))
    # A read is an event: the next one has other noise.
    assert np.array_equal(layer.read(inputs), found) == bool(options.get("no_noise"))


def test_calibrated_read_equals_mvm(program, numbers, tmp_path):
    weights, inputs = numbers
    for name, array in (("W", weights), ("X", inputs), ("C", inputs[:5] * 2)):
        np.save(tmp_path / f"{name}.npy", array)
    program(
        "mvm", "--card", "pcm-hermes2023", "--serial", 2, "--weights", tmp_path / "W.npy", "--inputs",
        tmp_path / "X.npy", "--calibration", tmp_path / "C.npy", "--output", tmp_path / "Y.npy")
    chip = mortal.Chip("pcm-hermes2023", 2)
    found = chip.program(weights, calibration=inputs[:5] * 2).read(inputs)
    assert np.array_equal(found, np.load(tmp_path / "Y.npy"))
    again = mortal.Chip("pcm-hermes2023", 2).program(weights)
    again.calibrate(inputs[:5] * 2)
    assert np.array_equal(again.read(inputs), found)
    with pytest.raises(mortal.UsageError, match="full scales already"):
        again.calibrate(inputs)


def test_fingerprint_and_conductances(program, numbers, tmp_path):
    weights, _ = numbers
    np.save(tmp_path / "W.npy", weights)
    program(
        "chip", "program", "--card", "ecram-tang2018", "--serial", 3, "--weights", tmp_path / "W.npy", "--export",
        tmp_path / "g.npy")
    chip = mortal.Chip("ecram-tang2018", 3)
    layer = chip.program(weights)
    assert np.array_equal(layer.conductances(), np.load(tmp_path / "g.npy"))
    shown = program("chip", "show", "--card", "ecram-tang2018", "--serial", 3)
    assert chip.fingerprint in shown
    assert mortal.Chip("ecram-tang2018", 4).fingerprint != chip.fingerprint


def test_placed_conductances_carry_the_weights(numbers):
    """What was programmed on a chip, placed on the same chip; the die's own factor is left out, which acts on both."""
    weights, _ = numbers
    same_dies = dict(settings={"chip.variation.dieDrift": 0})
    layer = mortal.Chip("ecram-tang2018", 3, **same_dies).program(weights)
    placed = mortal.Chip("ecram-tang2018", 3, **same_dies).place(
        layer.conductances(), weight_range=float(np.abs(weights).max()))
    assert np.allclose(placed.effective_weights(), layer.effective_weights(), atol=1e-5, rtol=1e-4)


def test_sample_equals_command(program, tmp_path):
    program(
        "device", "sample", "pcm-joshi2020", "--target", "5uS", "--count", 1000, "--at", "1d", "--seed", 7, "--output",
        tmp_path / "g.npy")
    device = mortal.Device("pcm-joshi2020")
    assert np.array_equal(device.sample("5uS", count=1000, at="1d", seed=7), np.load(tmp_path / "g.npy"))
    assert "drift" in device.parts and device.window[1] > 20
    assert "pcm-joshi2020" in mortal.devices()


def test_experiment(program, tmp_path):
    (tmp_path / "tiny.yaml").write_text(
        "name: tiny\nquestion: Does it run?\ndata: {train: 200, validation: 50, test: 100}\nnetwork: {hidden: [20]}\n"
        "learner: {name: ff-digital, epochs: 1}\nsweep: {seeds: 1...2}\n")
    results = mortal.run(tmp_path / "tiny.yaml", output=tmp_path / "out", settings={"data.validation": 0})
    columns = results.to_dict()
    assert set(columns["seed"]) == {1, 2}
    errors = columns["value"][columns["metric"] == "testError"]
    assert errors.shape == (2,) and np.all((errors > 0) & (errors < 1))
    assert results.report.exists()
    with pytest.raises(mortal.MortalError, match="nonsense"):
        mortal.run(tmp_path / "tiny.yaml", output=tmp_path / "out", settings={"nonsense": 0})
