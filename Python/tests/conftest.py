"""What the tests share. They run against the installed package, as a user has it."""
import subprocess

import numpy as np
import pytest

import mortal
from mortal._library import program_path


def run_program(*arguments, status=0):
    """Standard output of the program `mortal`; the message where it shall fail."""
    done = subprocess.run([str(program_path()), *map(str, arguments)], capture_output=True, text=True, env=environment())
    assert done.returncode == status, f"{arguments}: {done.returncode} {done.stderr}"
    return done.stdout if status == 0 else done.stderr.strip().removeprefix("mortal: ")


def environment():
    import os
    from pathlib import Path

    return {"MORTAL_DEVICES": str(Path(mortal.__file__).parent / "Devices"), **os.environ}


@pytest.fixture(scope="session")
def program():
    if not program_path().exists():
        pytest.skip("the package has no program")
    return run_program


@pytest.fixture(scope="session")
def numbers():
    """Weights [37 x 21] and inputs [11 x 37], float32 in C order."""
    generator = np.random.default_rng(1)
    return (
        generator.normal(size=(37, 21)).astype(np.float32), generator.normal(size=(11, 37)).astype(np.float32))
