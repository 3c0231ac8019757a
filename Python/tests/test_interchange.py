"""Files that other programs wrote."""
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

import mortal
from mortal import interchange

REFERENCE = Path(__file__).parent / "reference"


def test_aihwkit_layers():
    """aihwkit_linear.th was written by aihwkit 1.2.0, the expected weights by its own get_weights()."""
    layers = interchange.read_aihwkit(REFERENCE / "aihwkit_linear.th")
    assert list(layers) == ["0", "2"]
    with np.load(REFERENCE / "aihwkit_linear.npz") as expected:
        for name, layer in layers.items():
            assert np.allclose(layer.weights, expected[f"{name}.weights"].T, rtol=1e-6, atol=0)
        assert np.array_equal(layers["0"].bias, expected["0.bias"])
    assert layers["2"].bias is None
    assert layers["0"].version == "1.2.0" and layers["0"].conductance_window == (25, 0)


def test_aihwkit_onto_a_chip():
    layer = interchange.read_aihwkit(REFERENCE / "aihwkit_linear.th")["0"]
    exact = dict(dac_bits=None, adc_bits=None, no_noise=True)
    x = np.random.default_rng(1).normal(size=(5, 6)).astype(np.float32)
    expected = x @ layer.weights + layer.bias
    written = mortal.Chip("ideal", 1, **exact).program(layer.weights)
    assert np.allclose(written.read(x) + layer.bias, expected, atol=1e-5)
    conductances = layer.conductances()
    assert conductances.shape == (2, 6, 4) and conductances.max() == pytest.approx(25)
    assert not np.minimum(conductances[0], conductances[1]).any()
    placed = mortal.Chip("pcm-joshi2020", 1, at="20s", settings={"chip.variation.stuckLow": 0}, **exact).place(
        conductances, weight_range=layer.weight_range)
    found = placed.conductances()
    assert np.allclose(found, conductances, atol=3)
    assert np.corrcoef(placed.read(x).ravel(), (x @ layer.weights).ravel())[0, 1] > 0.95


def test_neurosim(tmp_path):
    """The format of DNN+NeuroSim V1.3's layer_record files: np.savetxt(..., delimiter=",", fmt="%10.5f")."""
    weights = (np.random.default_rng(2).integers(-60, 60, size=(147, 64)) / 128).astype(np.float32)
    np.savetxt(tmp_path / "weightConv_0_.csv", weights, delimiter=",", fmt="%10.5f")
    found = interchange.read_neurosim(tmp_path / "weightConv_0_.csv")
    assert found.shape == (147, 64) and np.abs(found - weights).max() < 1e-5
    (tmp_path / "words.csv").write_text("a,b\n1,2\n")
    with pytest.raises(mortal.DataError, match="words.csv"):
        interchange.read_neurosim(tmp_path / "words.csv")
    with pytest.raises(mortal.MissingError, match="absent.csv"):
        interchange.read_neurosim(tmp_path / "absent.csv")


def archive(path, content):
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("archive/data.pkl", content)
    return path


def test_nothing_is_executed(tmp_path):
    """A pickle that would write a file when PyTorch loads it."""
    witness = tmp_path / "executed"

    class Bomb:
        def __reduce__(self):
            return open, (str(witness), "w")

    path = archive(tmp_path / "bomb.th", pickle.dumps({"0.analog_module.analog_tile_state": Bomb()}))
    with pytest.raises(mortal.DataError):
        interchange.read_aihwkit(path)
    assert not witness.exists()


def test_bad_files(tmp_path):
    with pytest.raises(mortal.MissingError):
        interchange.read_aihwkit(tmp_path / "absent.th")
    (tmp_path / "text.th").write_text("no archive")
    whole = (REFERENCE / "aihwkit_linear.th").read_bytes()
    (tmp_path / "short.th").write_bytes(whole[: len(whole) // 2])
    archive(tmp_path / "list.th", pickle.dumps([1, 2]))
    archive(tmp_path / "empty.th", pickle.dumps({}))
    archive(tmp_path / "damaged.th", b"\x80\x02}q\x00(")
    for name in ("text", "short", "list", "empty", "damaged"):
        with pytest.raises(mortal.DataError, match=f"{name}.th"):
            interchange.read_aihwkit(tmp_path / f"{name}.th")
