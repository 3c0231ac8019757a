"""Bad input is an exception with the command line's words, never a crash and never a quiet repair."""
import copy
import pickle
import warnings

import numpy as np
import pytest

import mortal
from mortal import DataError, MissingError, UsageError


@pytest.fixture(scope="module")
def layer():
    return mortal.Chip("pcm-joshi2020", 1).program(np.ones((4, 3), np.float32))


@pytest.mark.parametrize(
    "values, words",
    [
        (np.full((2, 4), np.nan, np.float32), ["inputs", "(0, 0)", "nan", "argwhere"]),
        (np.array([[0, 0, np.inf, 0]]), ["inputs", "(0, 2)", "inf"]),
        (np.full((1, 4), 1e300), ["1e+300", "3.4e38"]),
        (np.zeros((2, 5), np.float32), ["4 x 3", "2 x 5", "their inputs must agree"]),
        (np.zeros((0, 4), np.float32), ["(0, 4)", "no elements"]),
        (np.zeros((2, 2, 4)), ["3 axes", "reshape"]),
        (np.zeros((2, 4), complex), ["<c16", "astype"]),
        (np.array([["a", "b", "c", "d"]]), ["<U1", "astype"]),
        (np.array([[None] * 4]), ["|O", "astype"]),
        (np.zeros((2, 4), "M8[s]"), ["M8", "astype"]),
    ])
def test_inputs(layer, values, words):
    with pytest.raises((DataError, UsageError)) as caught:
        layer.read(values)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    "values, name",
    [
        (np.full((2, 4), np.nan, np.float32), "nan"), (np.zeros((0, 4), np.float32), "empty"),
        (np.zeros(4, np.float32), "vector"), (np.full((1, 4), 1e300), "large"), (np.zeros((2, 4), complex), "complex"),
    ])
def test_words_are_the_command_lines(program, tmp_path, values, name):
    np.save(tmp_path / "W.npy", values)
    np.save(tmp_path / "X.npy", np.zeros((1, 2), np.float32))
    said = program(
        "mvm", "--card", "ideal", "--serial", 1, "--weights", tmp_path / "W.npy", "--inputs", tmp_path / "X.npy",
        "--output", tmp_path / "Y.npy", status=65)
    with pytest.raises(DataError) as caught:
        mortal.Chip("ideal", 1).program(values)
    assert str(caught.value) == said.replace(str(tmp_path / "W.npy"), "weights")


@pytest.mark.parametrize(
    "options, words",
    [
        (dict(card="pcm"), ["pcm-joshi2020"]), (dict(dac_bits=0), ["--dac-bits", "1...16"]),
        (dict(adc_bits=17), ["--adc-bits"]), (dict(tile="128"), ["128x128"]), (dict(at="-1s"), ["--at"]),
        (dict(temperature="0K"), ["--temperature"]), (dict(mapping="sideways"), ["differentialPair"]),
        (dict(mapping="referenceDevice"), ["referenceDevice"]), (dict(threads=0), ["threads"]),
        (dict(serial="x"), ["serial"]), (dict(nonsense=1), ["nonsense", "dac-bits"]), (dict(seed=-1), ["seed"]),
        (dict(no_noise="perhaps"), ["no-noise"]), (dict(word_resistance="-1 Ohm"), ["-1"]),
        (dict(dac_full_scale=float("nan")), ["--dac-full-scale"]),
        (dict(settings={"chip.write": "never"}), ["chip.write", "parallelPulses"]),
        (dict(settings={"chip.cellsPerWeight": 0}), ["chip.cellsPerWeight", "1...64"]),
        (dict(settings={"chip.nonsense": 0}), ["nonsense"]), (dict(settings={"nonsense": 0}), ["nonsense"]),
        (dict(settings={"chip.variation.dieStep": 5}), ["0...1"]),
    ])
def test_options(options, words):
    with pytest.raises(MissingError if options == dict(card="pcm") else (UsageError, DataError)) as caught:
        mortal.Chip(**{"card": "ideal", "serial": 1, **options})
    for word in words:
        assert word in str(caught.value)


def test_updates():
    weights = np.zeros((4, 3), np.float32)
    read_only = mortal.Chip("pcm-joshi2020", 1).program(weights)
    with pytest.raises(DataError, match="ecram-tang2018"):
        read_only.update(np.ones((1, 4)), np.ones((1, 3)), 0.1)
    layer = mortal.Chip("ecram-tang2018", 1).program(weights, weight_range=1)
    before = layer.conductances()
    for x, delta, rate in [
        (np.ones((2, 4)), np.ones((1, 3)), 0.1), (np.ones((1, 4)), np.ones((1, 4)), 0.1),
        (np.ones((1, 4)), np.full((1, 3), np.nan), 0.1), (np.ones((1, 4)), np.ones((1, 3)), float("nan")),
        (np.full((1, 4), 1e30), np.ones((1, 3)), 1.0),
    ]:
        with pytest.raises(mortal.MortalError):
            layer.update(x, delta, rate)
    with pytest.raises(UsageError, match="momentum"):
        layer.update(np.ones((1, 4)), np.ones((1, 3)), 0.1, momentum=1)
    assert np.array_equal(layer.conductances(), before)
    layer.update(np.ones((1, 4)), np.ones((1, 3)), 0.2)
    assert np.all(layer.effective_weights() > 0.05)


def test_sample():
    device = mortal.Device("pcm-joshi2020")
    for arguments, words in [
        (("50V",), "unknown unit"), (("500uS",), "window"), (("5uS", 0), "count"), (("5uS", 10, "-1s"), "age"),
    ]:
        with pytest.raises(mortal.MortalError, match=words):
            device.sample(*arguments)
    with pytest.raises(MissingError):
        mortal.Device("no-such-card")


def test_place():
    chip = mortal.Chip("pcm-joshi2020", 1)
    for values in [np.ones((2, 3)), np.ones((3, 2, 2)), np.full((2, 3, 4), 1e6), np.full((2, 3, 4), -1.0)]:
        with pytest.raises(UsageError):
            chip.place(values)


def test_neither_pickled_nor_copied(layer):
    for thing in (layer, layer.chip):
        for act in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="cannot be pickled"):
                act(thing)


def test_saturation_is_told():
    layer = mortal.Chip("ideal", 1).program(np.ones((4, 2), np.float32))
    with pytest.warns(mortal.MortalWarning, match="beyond the word lines' full scale of 4"):
        layer.read(np.full((1, 4), 9, np.float32))
    told = []
    for _ in range(4):
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            layer.read(np.full((1, 4), 9, np.float32))
        told.append(bool(found))
    # At the second and the fourth such read, so that training does not drown in them.
    assert told == [True, False, True, False]


def test_vectors_and_other_numbers(numbers):
    weights, inputs = numbers

    def fresh():
        return mortal.Chip("pcm-joshi2020", 7).program(weights)

    expected = fresh().read(inputs[:1])
    assert np.array_equal(fresh().read(inputs[0]), expected[0])
    assert np.array_equal(fresh().read(inputs[:1].astype(np.float64)), expected)
    assert np.array_equal(fresh().read(np.asfortranarray(inputs)), fresh().read(inputs))
    assert np.array_equal(fresh().read(inputs[::2]), fresh().read(inputs[::2].copy()))
    assert np.array_equal(fresh().read(inputs[:1].tolist()), expected)
