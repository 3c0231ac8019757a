"""Numbers of a report, worked out without this program: NumPy, SciPy, and bootstrap distributions by enumeration.

    python3 report.py > report.csv      (NumPy 2.4.6, SciPy 1.17.1)

Three learners on five chips; weights of each chip are copied to two others, with the error of an untrained readout there.
"""
import itertools
from math import factorial
import numpy as np
from scipy import stats

chips = [1, 2, 3, 4, 5]
home = {
    "bp-offline": [0.061, 0.074, 0.058, 0.069, 0.080],
    "ff-offline": [0.102, 0.094, 0.113, 0.120, 0.099],
    "readout-only": [0.210, 0.195, 0.232, 0.221, 0.204],
}
# (home + what a copy loses; untrained readout), recipients 101 and 102
lost = {
    "bp-offline": [[0.05, 0.11], [0.02, 0.07], [0.09, 0.03], [0.06, 0.13], [0.04, 0.08]],
    "ff-offline": [[0.01, 0.02], [0.00, 0.01], [0.03, 0.01], [0.02, 0.02], [0.01, 0.00]],
    "readout-only": [[0.08, 0.09], [0.11, 0.07], [0.10, 0.12], [0.09, 0.08], [0.13, 0.10]],
}
floor = [[0.30, 0.34], [0.29, 0.31], [0.33, 0.35], [0.32, 0.30], [0.31, 0.33]]


def percentile_bootstrap(values):
    """95 % percentile interval of the mean over all n^n resamples: what infinitely many resamples tend to."""
    means = np.array([np.mean(c) for c in itertools.product(values, repeat=len(values))])
    return np.quantile(means, [0.025, 0.975])


# Every way of drawing seven chips seven times, and in how many orders.
times = np.array([c for c in itertools.product(range(8), repeat=7) if sum(c) == 7])
number = np.array([factorial(7) / np.prod([factorial(int(k)) for k in c]) for c in times])

print("what,learner,value,lower,upper")
for name, errors in home.items():
    low, high = percentile_bootstrap([100 * e for e in errors])
    print(f"error,{name},{float(100 * np.mean(errors))!r},{float(low)!r},{float(high)!r}")
for name in home:
    h = np.repeat(home[name], 2)
    copy = h + np.array(lost[name]).ravel()
    f = np.array(floor).ravel()
    index = np.sum(copy - h) / np.sum(f - h)
    # Chips are drawn, five donors and two recipients; a pair counts as often as both of its chips. All 7^7 resamples,
    # those without any pair left out; levels widened for seven chips.
    numerator, denominator = np.zeros(len(times)), np.zeros(len(times))
    for pair, (lost_here, room) in enumerate(zip(copy - h, f - h)):
        weight = times[:, pair // 2] * times[:, 5 + pair % 2]
        numerator += weight * lost_here
        denominator += weight * room
    valid = denominator > 0
    ratio = np.sort(numerator[valid] / denominator[valid])
    multiplicity = number[valid][np.argsort(numerator[valid] / denominator[valid])]
    shares = np.cumsum(multiplicity) / np.sum(multiplicity)
    tail = stats.norm.cdf(-np.sqrt(7 / 6) * stats.t.ppf(0.975, 6))
    low, high = (ratio[np.searchsorted(shares, level)] for level in (tail, 1 - tail))
    print(f"mortality,{name},{float(index)!r},{float(low)!r},{float(high)!r}")
tests = []
names = list(home)
for i, name in enumerate(names):
    for other in names[i + 1:]:
        a, b = np.array(home[name]), np.array(home[other])
        tests.append((f"{name} − {other}", 100 * np.mean(a - b), stats.ttest_rel(a, b).pvalue))
    away = np.array(home[name]) + np.array(lost[name]).mean(1)
    tests.append((f"{name}: copy − home", 100 * np.mean(away - np.array(home[name])),
                  stats.ttest_rel(away, home[name]).pvalue))
p = np.array([t[2] for t in tests])
order = np.argsort(p)
holm = np.empty(len(p))
running = 0.0
for rank, place in enumerate(order):
    running = max(running, min(1.0, (len(p) - rank) * p[place]))
    holm[place] = running
for (what, mean, value), adjusted in zip(tests, holm):
    print(f"test,{what},{float(mean)!r},{float(value)!r},{float(adjusted)!r}")
