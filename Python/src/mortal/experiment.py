"""Experiments from a file, run by the program `mortal`, and their results as arrays."""
from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ._library import MissingError, MortalError, errors_by_status, program_path

if TYPE_CHECKING:
    import pandas


def _program(arguments: list[str]) -> str:
    """Standard output of the program; its progress goes to standard error as on a terminal.

    Raises what the program reported.
    """
    environment = dict(os.environ)
    folder = Path(__file__).resolve().parent / "Devices"
    if folder.is_dir():
        environment.setdefault("MORTAL_DEVICES", str(folder))
    path = program_path()
    if not path.exists():
        raise MissingError(f"{path} does not exist; name the program in MORTAL_PROGRAM")
    done = subprocess.run([str(path), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    errors = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode:
        lines = [line for line in errors.splitlines() if line.startswith(("mortal:", "Error:"))] or errors.splitlines()[-5:]
        raise errors_by_status.get(done.returncode, MortalError)(
            "\n".join(lines).removeprefix("mortal: ") or f"mortal ended with status {done.returncode}")
    return done.stdout.decode("utf-8", "replace")


def run(
    file: str | os.PathLike, output: str | os.PathLike, *, quick: bool = False, jobs: int | None = None,
    settings: Mapping[str, object] | None = None,
) -> Results:
    """Runs what is not done yet of an experiment file, as `mortal run` does, and hands out its results.

    This starts the program `mortal` that lies in this package: runs are spread over processes and survive
    interruptions, and the report is written into the folder.

    Parameters
    ----------
    file : experiment file (docs/configuration.md).
    output : folder of the results; an interrupted experiment goes on there.
    quick : the file's quick variant.
    jobs : runs at a time; the numbers do not depend on it.
    settings : fields to set, such as {"data.train": 500}.
    """
    arguments = ["run", os.fspath(file), "--output", os.fspath(output)]
    if quick:
        arguments.append("--quick")
    if jobs is not None:
        arguments += ["--jobs", str(jobs)]
    for path, value in (settings or {}).items():
        arguments += ["--set", f"{path}={value}"]
    _program(arguments)
    return Results(output)


class Results:
    """The results in a folder that `mortal run` wrote."""

    def __init__(self, folder: str | os.PathLike, experiment: str | None = None):
        #: The folder.
        self.folder = Path(folder)
        self._experiment = experiment
        self._arrays: dict[str, np.ndarray] | None = None

    @property
    def report(self) -> Path:
        """The report, a page."""
        return self.folder / "report.html"

    def to_dict(self) -> dict[str, np.ndarray]:
        """One array a column, one element per run, metric and step: `run`, `state`, every field that differs between
        runs, `metric`, `step`, `value`, `error`. Fields that are numbers throughout are float64, others text."""
        if self._arrays is None:
            with tempfile.TemporaryDirectory() as scratch:
                path = Path(scratch) / "results.npz"
                arguments = ["export", str(self.folder), "--output", str(path)]
                _program(arguments + (["--experiment", self._experiment] if self._experiment else []))
                with np.load(path) as archive:
                    self._arrays = {
                        name: np.char.decode(archive[name], "utf-8") if archive[name].dtype.kind == "S" else archive[name]
                        for name in archive.files
                    }
        return dict(self._arrays)

    def to_pandas(self) -> pandas.DataFrame:
        """The same as a table of pandas, which must be installed."""
        import pandas

        return pandas.DataFrame(self.to_dict())

    def __repr__(self) -> str:
        return f"Results({str(self.folder)!r})"
