"""The C interface itself: its header, its handles, threads, memory."""
import ctypes
import gc
import os
import re
import shutil
import subprocess
import threading
from pathlib import Path

import numpy as np
import pytest

import mortal
from mortal import _library
from mortal._library import library

PACKAGE = Path(mortal.__file__).parent
HEADER = PACKAGE / "mortal.h"


def test_prototypes_are_the_headers():
    kinds = {
        "uint64_t": ctypes.c_uint64, "int64_t": ctypes.c_int64, "int32_t": ctypes.c_int32, "float": ctypes.c_float,
        "char*": ctypes.c_char_p, "uint8_t*": ctypes.c_char_p, "float*": ctypes.c_void_p,
        "uint64_t*": ctypes.POINTER(ctypes.c_uint64), "char**": _library.TextOut,
        "char*const*": ctypes.POINTER(ctypes.c_char_p),
    }
    text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.DOTALL)
    found = dict(re.findall(r"^int32_t (mortal_\w+)\((.*?)\);", text, re.DOTALL | re.MULTILINE))
    assert set(found) == set(_library.prototypes)
    for name, arguments in found.items():
        types = []
        for argument in arguments.split(","):
            kind = re.sub(r"\s", "", re.sub(r"\w+\s*$", "", argument.strip()).strip())
            types.append(kinds[re.sub(r"^const", "", kind)])
        assert types == _library.prototypes[name], name


@pytest.mark.skipif(not (shutil.which("cc") or shutil.which("clang")), reason="no C compiler")
def test_from_c(tmp_path):
    source = Path(__file__).parent / "use_from_c.c"
    compiler = shutil.which("cc") or shutil.which("clang")
    program = tmp_path / "use_from_c"
    path = os.environ.get("MORTAL_LIBRARY") or str(PACKAGE / "lib" / "libCMortal.so")
    subprocess.run(
        [compiler, "-std=c99", "-Wall", "-Werror", f"-I{PACKAGE}", str(source), "-o", str(program), path,
         f"-Wl,-rpath,{Path(path).parent}", "-Wl,--unresolved-symbols=ignore-in-shared-libs"], check=True)
    environment = {"MORTAL_DEVICES": str(PACKAGE / "Devices"), **os.environ}
    done = subprocess.run([str(program)], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    y = mortal.Chip("pcm-joshi2020", 7).program([[1, -1], [0.5, 0.25]]).read([[1, 2]], at="1d")
    assert [np.float32(value) for value in done.stdout.split()] == list(y[0])


def test_numbers_that_name_nothing():
    error = ctypes.c_void_p()
    text = ctypes.c_void_p()
    chip = mortal.Chip("ideal", 1)
    layer = chip.program([[1.0]])
    for status in [
        library.mortal_chip_describe(0, ctypes.byref(text), ctypes.byref(error)),
        library.mortal_chip_describe(2**64 - 1, ctypes.byref(text), ctypes.byref(error)),
        library.mortal_layer_describe(chip._handle + 10**6, ctypes.byref(text), ctypes.byref(error)),
        library.mortal_layer_read(layer._handle, None, 1, 1, None, None, 1, None, ctypes.byref(error)),
        library.mortal_layer_read(layer._handle, None, -1, 2**62, None, None, 1, None, None),
        library.mortal_chip_create(None, None, 3, None, None),
        library.mortal_chip_create(None, None, -1, ctypes.byref(ctypes.c_uint64()), None),
        library.mortal_device_sample(None, None, None, None, 0, None, 5, None),
        library.mortal_chip_fingerprint(chip._handle, 0, 10**9, ctypes.byref(text), None),
        library.mortal_decode_npy(b"nothing", 7, b"x", 0, None, 0, None),
        library.mortal_decode_npy(None, 7, b"x", 0, None, 0, None),
    ]:
        assert status in (64, 65)
    room = np.empty(5, np.float32)
    one = np.ones((1, 1), np.float32)
    status = library.mortal_layer_read(
        layer._handle, one.ctypes.data, 1, 1, None, room.ctypes.data, 5, None, ctypes.byref(error))
    assert status == 64 and "exactly 1" in _library.take(error)
    layer._release()
    with pytest.raises(mortal.UsageError, match="released"):
        layer.read(one)


def test_two_chips_side_by_side_one_chip_alone():
    generator = np.random.default_rng(3)
    weights = generator.normal(size=(300, 200)).astype(np.float32)
    batch = generator.normal(size=(2000, 300)).astype(np.float32)

    def make():
        return mortal.Chip("pcm-joshi2020", 1).program(weights)

    layers = [make(), make()]
    alone = make()
    expected = [alone.read(batch) for _ in range(3)]
    found = [[], []]

    def work(number):
        for _ in range(3):
            found[number].append(layers[number].read(batch))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for results in found:
        assert all(np.array_equal(one, other) for one, other in zip(results, expected))

    # One chip, two of its layers: whoever comes while the other reads is refused.
    chip = mortal.Chip("pcm-joshi2020", 2)
    pair = [chip.program(weights), chip.program(weights)]
    refused = []
    start = threading.Barrier(2)

    def insist(layer):
        start.wait()
        for _ in range(10):
            try:
                layer.read(batch)
            except mortal.BusyError as error:
                refused.append(str(error))

    threads = [threading.Thread(target=insist, args=(layer,)) for layer in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused and all("used by another thread" in text for text in refused)
    pair[0].read(batch[:1])


def resident():
    """Bytes of memory in use."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="no /proc")
def test_memory_does_not_grow():
    """10^5 calls; a leak of 100 bytes a call would be 10 MB."""
    layer = mortal.Chip("pcm-joshi2020", 1).program(np.ones((4, 3), np.float32))
    x = np.ones((1, 4), np.float32)
    wrong = np.ones((1, 5), np.float32)

    def calls(count):
        for number in range(count):
            layer.read(x)
            if number % 10 == 0:
                layer.description
                with pytest.raises(mortal.UsageError):
                    layer.read(wrong)
            if number % 200 == 0:
                mortal.Chip("ideal", 1).program(x).age("1s")

    calls(5_000)
    gc.collect()
    before = resident()
    calls(80_000)
    gc.collect()
    assert resident() - before < 3 << 20
