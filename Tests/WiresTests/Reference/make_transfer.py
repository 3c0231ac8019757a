"""Writes transfer.csv: effective conductances of wired arrays by sparse LU of the plain nodal equations (SciPy).

Each value is the current of one bit line for 1 V on one word line and 0 V on all others, from
scipy.sparse.linalg.splu on the full system of 2 m n nodes with two steps of iterative refinement.
Cells: a 64-bit hash of the index gives u in [0, 1); "linear" is 1e-7 + 24.9e-6 u siemens, "wide" is 10 ** (-7 + 4 u)
siemens (1e3 to 1e7 ohm) with cells of u < 0.01 open.
"""
import numpy as np
import scipy
import scipy.sparse as sp
import scipy.sparse.linalg as sl


def unit(count):
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint64) * np.uint64(6364136223846793005) + np.uint64(1442695040888963407)
        x ^= x >> np.uint64(33)
        x *= np.uint64(0xFF51AFD7ED558CCD)
        x ^= x >> np.uint64(33)
    return (x >> np.uint64(11)).astype(float) / 9007199254740992


def cells(kind, m, n):
    u = unit(m * n)
    g = 1e-7 + 24.9e-6 * u if kind == "linear" else np.where(u < 0.01, 0, 10 ** (-7 + 4 * u))
    return g.reshape(m, n)


def transfer(g, word, bit, driver, sense, both, sources):
    m, n = g.shape
    w = np.arange(m * n).reshape(m, n)
    b = w + m * n
    rows, cols, vals = [], [], []

    def stamp(first, second, conductance):
        first, second = first.ravel(), second.ravel()
        c = np.broadcast_to(conductance, first.shape)
        rows.extend([first, second, first, second])
        cols.extend([first, second, second, first])
        vals.extend([c, c, -c, -c])

    stamp(w[:, 1:], w[:, :-1], 1 / word)
    stamp(b[1:], b[:-1], 1 / bit)
    stamp(w, b, g.ravel())
    ends = np.zeros(2 * m * n)
    ends[w[:, 0]] += 1 / (word + driver)
    if both:
        ends[w[:, -1]] += 1 / (word + driver)
    ends[b[-1]] += 1 / (bit + sense)
    a = sp.csc_matrix((np.concatenate(vals), (np.concatenate(rows), np.concatenate(cols))), shape=(2 * m * n,) * 2)
    a = (a + sp.diags(ends)).tocsc()
    lu = sl.splu(a, permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options=dict(SymmetricMode=True))
    for source in sources:
        f = np.zeros(2 * m * n)
        f[w[source, 0]] += 1 / (word + driver)
        if both:
            f[w[source, -1]] += 1 / (word + driver)
        x = lu.solve(f)
        for _ in range(2):
            x += lu.solve(f - a @ x)
        yield source, x[b[-1]] / (bit + sense)


cases = [
    ("linear", 64, 64, 2.93, 2.93, 0, 0, 0),
    ("linear", 128, 128, 2.93, 2.93, 0, 0, 0),
    ("linear", 128, 128, 20, 20, 0, 0, 0),
    ("linear", 256, 256, 2.93, 2.93, 0, 0, 0),
    ("linear", 256, 256, 20, 20, 0, 0, 0),
    ("wide", 64, 64, 100, 100, 0, 0, 0),
    ("wide", 256, 256, 100, 100, 0, 0, 0),
    ("wide", 256, 256, 0.001, 0.001, 0, 0, 0),
    ("wide", 200, 140, 1.5, 4, 150, 80, 0),
    ("wide", 77, 203, 5, 0.3, 20, 10, 1),
]
with open("transfer.csv", "w") as file:
    file.write(f"# SciPy {scipy.__version__}, NumPy {np.__version__}; written by make_transfer.py\n")
    file.write("cells,rows,columns,word,bit,driver,sense,bothEnds,row,column,siemens\n")
    for kind, m, n, word, bit, driver, sense, both in cases:
        g = cells(kind, m, n)
        for row, currents in transfer(g, word, bit, driver, sense, both, [0, m // 3, m - 1]):
            for column in (0, n // 5, n // 2, n - 1):
                setting = f"{kind},{m},{n},{word},{bit},{driver},{sense},{both}"
                file.write(f"{setting},{row},{column},{float(currents[column])!r}\n")
