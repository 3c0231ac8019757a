#!/usr/bin/env python3
"""Fits the tables of the cards rram-levy2023-a and -c to measured cells.

    python3 fit_levy2023.py FOLDER      prints the cards' `temperature.bake` and `relaxation` parts and their checks

FOLDER holds techA-bake.tsv.gz and techC-relaxation.tsv.gz, files of the RRAM relaxation master model (A. Levy et al.,
https://github.com/akashlevy/RRAM-Relaxation-Master-Model, MIT licence), which are not part of this project.

A change of conductance is modelled as max(G + m + s xi, 0) - G with xi standard normal. m and s of a bin of starting
conductances are chosen so that this has the mean and the standard deviation that the bin's cells show: where the lower
end cuts, they are not the sample's own mean and deviation. Bins: 20 uS for technology A, 2.5 uS for technology C.
"""
import gzip
import pathlib
import sys

import numpy as np
from scipy.optimize import fsolve
from scipy.stats import norm


def held(start, m, s):
    """Mean and deviation of max(start + m + s xi, 0) - start."""
    a = (start + m) / s
    mean = (start + m) * norm.cdf(a) + s * norm.pdf(a)
    square = ((start + m) ** 2 + s**2) * norm.cdf(a) + (start + m) * s * norm.pdf(a)
    return mean - start, np.sqrt(square - mean**2)


def latent(start, mean, deviation):
    """m and s whose held change has the given mean and deviation."""
    def miss(p):
        found = held(start, p[0], np.exp(p[1]))
        return [found[0] - mean, found[1] - deviation]

    solution, info, done, _ = fsolve(miss, [mean, np.log(deviation)], full_output=True)
    if done != 1 or np.max(np.abs(miss(solution))) > 1e-3:
        raise SystemExit(f"no normal has mean {mean} and deviation {deviation} when held at 0 from {start}")
    return solution[0], np.exp(solution[1])


def bins(start, change, edges, knots):
    """Knot, m, s, mean, deviation and number of cells of every bin."""
    rows = []
    for low, high, knot in zip(edges[:-1], edges[1:], knots):
        inside = (start >= low) & (start < high)
        mean, deviation = change[inside].mean(), change[inside].std(ddof=1)
        rows.append((knot, *latent(knot, mean, deviation), mean, deviation, int(inside.sum())))
    return np.array(rows)


def knots(start, edges):
    """Mean starting conductance of every bin, to a tenth of a microsiemens: the tables' common axis."""
    return [round(start[(start >= low) & (start < high)].mean(), 1) for low, high in zip(edges[:-1], edges[1:])]


def table(values, at, indent):
    return (f"{{argument: 1 uS, unit: 1 uS, table: {{at: [{', '.join(f'{x:.1f}' for x in at)}],\n"
            f"{indent}values: [{', '.join(f'{x:.2f}' for x in values)}]}}}}")


def check(quantity, row, value, condition, data):
    return (f"  - {{quantity: {quantity}, target: {row[0]} uS, {condition}, value: {value:.5g} uS, "
            f"tolerance: {max(0.006 / abs(value), 1e-3):.2g}, source: {int(row[5])} cells of {data}}}")


def load(path):
    with gzip.open(path) as file:
        return np.loadtxt(file).T


def bakes(folder):
    address, _, _, g, celsius = load(folder / "techA-bake.tsv.gz")
    print("# rram-levy2023-a\n  bake:\n    points:")
    edges = np.arange(0, 241, 20)
    checks, axis = [], None
    for t in np.unique(celsius):
        here = celsius == t
        order = np.argsort(address[here], kind="stable")  # a cell's two readings stand in the order of time
        pairs = (g[here][order] * 1e6).reshape(-1, 2)
        axis = axis or knots(pairs[:, 0], edges)
        rows = bins(pairs[:, 0], pairs[:, 1] - pairs[:, 0], edges, axis)
        print(f"      - temperature: {t + 273.15:g} K  # {len(pairs)} cells")
        print(f"        mean: {table(rows[:, 1], axis, ' ' * 10)}")
        print(f"        deviation: {table(rows[:, 2], axis, ' ' * 10)}")
        for row in rows[[1, 3, 7, 11]]:
            condition = f"temperature: {t + 273.15:g} K"
            checks.append(check("bakedMean", row, row[0] + row[3], condition, "techA-bake"))
            checks.append(check("bakedDeviation", row, row[4], condition, "techA-bake"))
    print("check:", *checks, sep="\n")


def relaxation(folder):
    _, time, _, g, start, _, nominal = load(folder / "techC-relaxation.tsv.gz")
    g, start = g * 1e6, start * 1e6
    edges = np.arange(0, 41, 2.5)
    axis = knots(start[nominal == 0], edges)
    print("# rram-levy2023-c\nrelaxation:\n  changes:")
    checks = []
    for t in (0.01, 0.1, 1.0, 1e5):
        here = nominal == t
        rows = bins(start[here], (g - start)[here], edges, axis)
        print(f"    - time: {t:g} s  # {int(here.sum())} cells")
        print(f"      mean: {table(rows[:, 1], axis, ' ' * 8)}")
        print(f"      deviation: {table(rows[:, 2], axis, ' ' * 8)}")
        for row in rows[[3, 8, 12, 15]]:
            checks.append(check("changedMean", row, row[0] + row[3], f"time: {t:g} s", "techC-relaxation"))
            checks.append(check("changedDeviation", row, row[4], f"time: {t:g} s", "techC-relaxation"))
    print("check:", *checks, sep="\n")
    kept = nominal == 4.0
    print(f"kept out of the fit, at {np.median(time[kept]):.2f} s (uS: mean, deviation of the change, cells):")
    for row in bins(start[kept], (g - start)[kept], edges, axis):
        print(f"  {row[0]:.1f}: {row[3]:.3f}, {row[4]:.3f}, {int(row[5])}")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    bakes(folder)
    relaxation(folder)
