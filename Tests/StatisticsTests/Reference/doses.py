"""Logistic dose-response curves by scipy.optimize: the maximum of the quasi-likelihood of shares.

    python3 doses.py > doses.csv      (NumPy 2.4.6, SciPy 1.17.1)
"""
import numpy as np
from scipy.optimize import minimize

cases = {
    "rising": ([1, 2, 4, 8], [0.05, 0.22, 0.61, 0.93]),
    "noisy": ([0.5, 0.5, 1, 1, 2, 2, 4, 4], [-0.02, 0.07, 0.12, 0.31, 0.44, 0.71, 0.83, 1.0]),
    "shallow": ([10, 100, 1000], [0.2, 0.45, 0.7]),
    "uneven": ([0.02, 0.03, 0.07, 0.08, 0.2], [0.1, 0.05, 0.4, 0.6, 0.98]),
}
print("# name,doses,responses,half-dose and slope")
for name, (doses, responses) in cases.items():
    x, y = np.log(doses), np.array(responses)

    def loss(p):
        eta = p[1] * (x - p[0])
        return np.sum(np.logaddexp(0, eta) - y * eta)

    best = min((minimize(loss, [m, s], method="BFGS", options={"gtol": 1e-12}) for m in x for s in (1, 3)),
               key=lambda r: r.fun)
    best = minimize(loss, best.x, method="Nelder-Mead", options={"xatol": 1e-12, "fatol": 1e-15, "maxiter": 10000})
    print(f"{name},{' '.join(map(repr, map(float, doses)))},{' '.join(map(repr, map(float, responses)))},"
          f"{float(np.exp(best.x[0]))!r} {float(best.x[1])!r}")
