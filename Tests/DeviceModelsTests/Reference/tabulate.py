#!/usr/bin/env python3
"""Tabulates published device equations with NumPy, independently of the Swift sources and of the device cards.

    python3 tabulate.py            writes published.csv beside this file
    python3 tabulate.py --check    prints the `check:` lists of the shipped cards

The coefficients are typed in here from the papers and codes named at each function; nothing is read from a card.
Conductances in microsiemens, times in seconds, currents in ampere.
"""
import csv
import pathlib
import sys

import numpy as np

DAY = 86400.0


def clip(x, low, high):
    return np.minimum(np.maximum(x, low), high)


# --- PCM: Joshi 2020 / Nandakumar 2019 (aihwkit PCMLikeNoiseModel) ---
class Joshi:
    name, gmax, t0, tread = "pcm-joshi2020", 25.0, 20.0, 250e-9

    def prog(self, G):
        g = G / self.gmax
        return np.maximum(0.26348 + 1.9650 * g - 1.1731 * g**2, 0)

    def mu(self, G):
        with np.errstate(divide="ignore"):
            return clip(-0.0155 * np.log(G / self.gmax) + 0.0244, 0.049, 0.1)

    def sd(self, G):
        with np.errstate(divide="ignore"):
            return clip(-0.0125 * np.log(G / self.gmax) - 0.0059, 0.008, 0.045)

    def q(self, G):
        return np.minimum(0.0088 / np.maximum((G / self.gmax) ** 0.65, 1e-3), 0.2)


# --- PCM: HERMES (aihwkit HermesNoiseModel), two and one devices per polarity ---
class HermesTDP:
    name, gmax, t0, tread = "pcm-hermes2023", 20.7, 300.0, 512e-9

    def prog(self, G):
        g = G / self.gmax
        return np.maximum(0.16603222 + 4.71806468 * g - 8.48101252 * g**2 + 4.68961419 * g**3, 0)

    def mu(self, G):
        g = np.maximum(G / self.gmax, 1e-7)
        return np.where(g < 0.0945, clip(-0.0387 * np.log(g) - 0.0182, 0.072, 0.13), -0.0436 * g**2 - 0.0126 * g + 0.0736)

    def sd(self, G):
        g = np.maximum(G / self.gmax, 1e-7)
        return np.where(g < 0.3055, clip(-0.0117 * np.log(g) - 0.0057, 0.0091, 0.04), -0.0118 * g**2 + 0.0093 * g + 0.0073)

    def q(self, G):
        g = np.maximum(G / self.gmax, 1e-7)
        return np.where(
            g < 0.16, clip(-0.0117 * np.log(g) - 0.0069, 0.015, 0.04),
            0.0069 * g**3 - 0.0280 * g**2 + 0.0211 * g + 0.0123)


class HermesODP(HermesTDP):
    name, gmax, t0, tread = "pcm-hermes2023-odp", 10.35, 200.0, 512e-9

    def prog(self, G):
        g = G / self.gmax
        return np.maximum(0.15781817 + 2.32443916 * g - 2.16310839 * g**2 + 0.68841818 * g**3, 0)

    def sd(self, G):
        g = np.maximum(G / self.gmax, 1e-7)
        return np.where(g < 0.3039, clip(-0.0120 * np.log(g) - 0.0023, 0.0124, 0.04), -0.0165 * g**2 + 0.0116 * g + 0.0104)

    def q(self, G):
        g = np.maximum(G / self.gmax, 1e-7)
        return np.where(
            g < 0.1591, clip(-0.0078 * np.log(g) + 0.0038, 0.0179, 0.04),
            0.0664 * g**3 - 0.1352 * g**2 + 0.0768 * g + 0.0088)


def flicker(t, tread):
    return np.sqrt(np.maximum(np.log((t + tread) / (2 * tread)), 0))


def pcm_read(model, G, t):
    """Deviation of one read of a cell that holds G and was programmed to G."""
    return G * model.q(G) * flicker(t, model.tread)


def pcm_aged(model, G, t):
    """Mean and deviation of max(G + s xi1, 0) (t/t0)^-|mu + s_nu xi2|, by Gauss-Hermite quadrature."""
    x, w = np.polynomial.hermite_e.hermegauss(80)
    w = w / w.sum()
    prog = np.maximum(G + model.prog(G) * x, 0)
    factor = (t / model.t0) ** -np.abs(model.mu(G) + model.sd(G) * x) if t > model.t0 else np.ones_like(x)
    mean = (w @ prog) * (w @ factor)
    square = (w @ prog**2) * (w @ factor**2)
    return mean, np.sqrt(square - mean**2)


# --- NeuRRAM: Wan 2022 (aihwkit ReRamWan2022NoiseModel), Gmax 40 uS, highest power first ---
WAN = {1.0: [-16.815, 45.393, -43.853, 16.030, 0.348], DAY: [-16.458, 47.095, -50.773, 22.086, 0.701],
       2 * DAY: [-11.934, 37.062, -43.507, 20.274, 0.782]}


def wan(G, t):
    """Deviation of the change since programming (the figure's), as fitted in aihwkit."""
    return np.polyval(WAN[t], G / 40.0)


def wan_crosssim(G):
    """The same after 1 s, as fitted in CrossSim (RRAMWan)."""
    return np.polyval([1.536e-4, -1.167e-2, 2.374e-1, 1.053], G)


def wan_sampled(change, G, band):
    """Deviation of a read: evenly in the acceptance band, changed, read with 1 %; the change was measured by two reads."""
    return np.sqrt(band**2 / 3 + change**2 - 2 * (0.01 * G) ** 2 + (0.01 * G) ** 2)


# --- CMO/HfOx: Falcone 2025 (aihwkit ReRamCMONoiseModel) ---
CMO = {"rram-cmo-hfox2025": (0.00106879, 0.00081107), "rram-cmo-hfox2025-2percent": (0.01129027418, 0.0112185391)}


def cmo_shift(t):
    return -0.08900206 * np.log(t)


def cmo_deviation(t):
    return 0.04201137 * np.log(t) + 0.41183342


def cmo_read(G, t):
    return np.maximum(0.0277316483 * np.log10(G) * flicker(t, 1e-6), 0)


# --- Milo 2021 (CrossSim RRAM_Milo) ---
def milo_prog(G):
    return np.maximum(-0.009107 * G + 4.782321, 0)


def milo_current(G, V):
    x = np.log10(G * 1e-6)
    return G * 1e-6 * V + np.polyval([0.0001388, 0.001541, 0.005711, 0.007063], x) * V**2 + np.polyval(
        [8.8710e-5, 6.7919e-4, 1.2968e-3], x) * V**3


# --- SONOS: Agrawal 2022 (CrossSim SONOS), currents in nA at 0.1 V, 1 nA = 0.01 uS ---
SONOS_AB = np.array([[19.88665, 176.3115], [25.59102, 186.85544], [28.72753, 193.56834], [31.04318, 198.90332],
                     [33.76214, 204.77023], [34.57909, 207.34309]])
SONOS_P = np.array([
    [0] * 11,
    [1.72684e-1, 5.72552e-2, -6.85715e-4, 3.50271e-6, -9.37682e-9, 1.40575e-11, -1.19803e-14, 5.41293e-18,
     -8.85448e-22, -1.66869e-25, 5.95180e-29],
    [2.50712e-1, 6.62195e-2, -6.83218e-4, 2.99442e-6, -6.78255e-9, 7.70482e-12, -3.04983e-15, -2.15919e-18,
     2.94617e-21, -1.23359e-24, 1.85329e-28],
    [-1.75300e-2, 9.76883e-2, -9.63791e-4, 4.55551e-6, -1.22391e-8, 1.93786e-11, -1.85899e-14, 1.07659e-17,
     -3.58211e-21, 5.96785e-25, -3.30410e-29],
    [4.03338e-2, 1.03111e-1, -1.04740e-3, 4.83961e-6, -1.28132e-8, 1.99484e-11, -1.85139e-14, 1.00008e-17,
     -2.84944e-21, 3.01008e-25, 1.18747e-29],
    [3.19927e-1, 1.06596e-1, -1.04054e-3, 4.50290e-6, -1.10352e-8, 1.56477e-11, -1.27592e-14, 5.45513e-18,
     -7.26841e-22, -2.43893e-25, 7.14608e-29]])


def sonos(G, t):
    """Mean and deviation at an age, microsiemens."""
    day = t / DAY
    current = 100.0 * G
    a, b = (np.interp(day, range(6), SONOS_AB[:, k]) for k in (0, 1))
    p = [np.interp(day, range(6), SONOS_P[:, k]) for k in range(11)]
    mean = current + sum(p[k] * current**k for k in range(11))
    return mean / 100.0, a * (1 - np.exp(-mean / b)) / 100.0


def sonos_read(G):
    return 12.58037 * (1 - np.exp(-100.0 * G / 215.36557)) / 100.0


# --- Synaptogen: Hennen 2024 (parameters published with the model), mixture over devices ---
WEIGHTS = np.array([4.837320e-01, 4.742247e-01, 4.204324e-02])
MEANS = np.array([[4.871081, 4.891825, 4.821818], [-0.6775106, -0.6699412, -0.7971979], [4581.818, 4482.330, 4830.314],
                  [0.7338738, 0.7270518, 0.8185899]])
# Rows of the Cholesky factors of the first four features, component by component.
FACTORS = [
    [[5.921410e-02], [-1.059994e-02, 2.209577e-02], [2.106818, -51.61276, 168.3492],
     [1.405968e-03, -7.825160e-03, 1.467373e-02, 1.645190e-02]],
    [[7.526959e-02], [-1.658903e-02, 2.629331e-02], [-4.874557, -42.28922, 153.8768],
     [-3.444414e-03, -1.218719e-02, 8.943943e-03, 1.861548e-02]],
    [[7.133190e-02], [4.338905e-02, 5.514702e-02], [-40.79742, 21.03814, 138.8119],
     [-2.857856e-02, -3.015839e-02, 6.451396e-03, 1.375437e-02]],
]
HHRS = [5.11099449e-06, -4.54652352e-06, 1.53225875e-05, -4.13402968e-06, -3.29897627e-05, 0]
LLRS = [-1.32798933e-05, -9.90833144e-06, 3.36209572e-05, -1.64073160e-05, 2.20625364e-05, 2.65041905e-04, 0]


def hennen_devices():
    """Mean and deviation over devices of the four features' means."""
    weights = WEIGHTS / WEIGHTS.sum()
    mean = MEANS @ weights
    result = []
    for f in range(4):
        variance = sum(
            weights[k] * (np.sum(np.square(FACTORS[k][f])) + (MEANS[f, k] - mean[f]) ** 2) for k in range(3))
        result.append((mean[f], np.sqrt(variance)))
    return result


def hennen_current(G, V):
    top, bottom = np.polyval(LLRS, 0.2) / 0.2, np.polyval(HHRS, 0.2) / 0.2
    r = (top - G * 1e-6) / (top - bottom)
    return r * np.polyval(HHRS, V) + (1 - r) * np.polyval(LLRS, V)


# --- NeuroSim's exponential curves (Chen, Peng, Yu 2018, eqs 8-10): label = largest deviation / (0.07 sqrt 2) ---
# name: Gmin, Gmax (uS), pulses up, down, labels up, down, cycle-to-cycle share of the window
NEUROSIM = {
    "rram-epiram-choi2018": (1e6 / 81e3 / 50.2, 1e6 / 81e3, 64, 64, 0.5, -0.5, 0.02),
    "rram-taox-hfox-wu2018": (1.0, 10.0, 128, 128, 0.04, -0.63, 0.037),
    "rram-aga-si-jo2010": (1e6 / 26e6 / 12.5, 1e6 / 26e6, 97, 100, 2.4, -4.88, 0.035),
    "rram-alox-hfo2-woo2016": (1e6 / 16.9e3 / 4.43, 1e6 / 16.9e3, 40, 40, 1.94, -0.61, 0.05),
    "fefet-hzo-jerry2017": (1e6 / 559.28e3 / 45, 1e6 / 559.28e3, 32, 32, 1.75, 1.46, 0.005),
}


def label_constant(label):
    """A in units of the full pulse number, by bisection on the published definition of the label."""
    p = np.linspace(0, 1, 200001)

    def deviation(a):
        return np.max((1 - np.exp(-p / a)) / (1 - np.exp(-1 / a)) - p) / (0.07 * np.sqrt(2))

    low, high = 0.02, 100.0
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if deviation(middle) > abs(label) else (low, middle)
    return np.sign(label) * np.sqrt(low * high)


def neurosim(name, pulses, up):
    gmin, gmax, pulses_up, pulses_down, label_up, label_down, _ = NEUROSIM[name]
    full, label = (pulses_up, label_up) if up else (pulses_down, label_down)
    a = label_constant(label) * full
    b = (gmax - gmin) / (1 - np.exp(-full / a))
    return b * (1 - np.exp(-(pulses if up else full - pulses) / a)) + gmin


# --- aihwkit presets: nominal device, pulse by pulse, in normalised weight ---
# name: Gmin, Gmax (uS, assumed), w_min, w_max, dw_min, c2c, write noise, d2d of the step, of the asymmetry
PRESETS = {
    "reram-array-om2022": (24, 50, -1, 1, 0.0949, 0.4158, 1.4113, None, None),
    "reram-array-hfo2-2022": (24, 50, -1, 1, 0.4622, 0.2174, 0.5841, None, None),
    "rram-gong2018": (16, 50, -1, 1, 0.00135, 5.0, 75.0, 0.2, 0.05),
    "rram-gong2018-softbounds": (16, 50, -0.75, 1.25, 0.002, 3.75, 56.0, 0.3, 0.01),
    "ecram-tang2018": (1, 10, -0.8276, 1.1724, 0.002, 0.3, 0, 0.1, 0.01),
    "ecram-mo2019": (1, 10, -0.8286, 1.1714, 2.8214e-4, 2.0, 0, 0.1, 0.01),
    "capacitor-li2018": (1, 10, -1, 1, 0.005, 0.3, 0, 0.1, 0.06),
    "rpu-gokmen-vlasov2016": (16, 50, -1, 1, 0.0016, 0.3, 0, 0.3, 0.01),
}
# Slopes up and down of the linear law
LINEAR = {"ecram-tang2018": (0.1153, 0.5085), "ecram-mo2019": (0.4152, 0.7342), "capacitor-li2018": (0.05, 0.05),
          "rpu-gokmen-vlasov2016": (0, 0)}


def preset_step(name, w, up):
    _, _, low, high, dw = PRESETS[name][:5]
    if name.startswith("reram-array") or name == "rram-gong2018-softbounds":
        return dw * (1 - w / high) if up else -dw * (1 - w / low)
    if name == "rram-gong2018":
        z = 2 * -0.5 * w / (high - low) - 0.5
        if up:
            return dw * max(1 + 1.18445 * np.exp(5 * z), 0)
        return -dw * (1 - 0.259359) * max(1 + 0.081404 * np.exp(-5 * z), 0)
    gamma = LINEAR[name]
    return dw * (1 - gamma[0] * w / high) if up else -dw * (1 - gamma[1] * w / low)


def nandakumar(pulses):
    """Conductance (uS) after partial-SET pulses on the nominal cell of aihwkit's PCMPresetDevice, from the low end."""
    w = 0.0
    for _ in range(pulses):
        z = -2 * w / 2
        w = min(w + 0.01 * max(1 + 27.235 * np.exp(2.5 * z), 0), 2.0)
    return 25.0 * w / 2


def preset(name, pulses, up):
    gmin, gmax, low, high = PRESETS[name][:4]
    w = low if up else high
    for _ in range(pulses):
        w = min(max(w + preset_step(name, w, up), low), high)
    return gmin + (w - low) / (high - low) * (gmax - gmin)


# --- Thermal and shot noise with the coth interpolation (Blanter and Buttiker 2000), CODATA 2018 ---
def noise_density(G, V, T, F):
    q, k = 1.602176634e-19, 1.380649e-23
    thermal = 4 * k * T * G * 1e-6
    return thermal * (1 - F) + F * 2 * q * G * 1e-6 * V / np.tanh(q * V / (2 * k * T))


def rows():
    for model in (Joshi(), HermesTDP(), HermesODP()):
        for g in (0.0, 0.001, 0.01, 0.02, 0.05, 0.094, 0.095, 0.1, 0.158, 0.17, 0.25, 0.3, 0.31, 0.5, 0.75, 1.0):
            G = g * model.gmax
            yield model.name, "programming", G, 0, "", model.prog(G)
            yield model.name, "driftMean", G, 0, "", model.mu(G)
            yield model.name, "driftDeviation", G, 0, "", model.sd(G)
            for t in (1e-3, model.t0, DAY):
                if g > 0:
                    yield model.name, "read", G, t, "", pcm_read(model, G, t)
    for G in (1.0, 4.0, 10.0, 20.0, 30.0, 40.0):
        for t in WAN:
            yield "rram-neurram-wan2022", "change", G, t, "", wan(G, t)
    for G in (1.0, 4.0, 10.0, 20.0, 30.0, 39.26):
        yield "rram-neurram-wan2022-crosssim", "change", G, 1.0, "", wan_crosssim(G)
    for name, (slope, offset) in CMO.items():
        for G in (9.0, 20.0, 50.0, 88.2):
            yield name, "programming", G, 0, "", slope * G + offset
            for t in (1.0, DAY, 31557600.0):
                yield name, "read", G, t, "", cmo_read(G, t)
                yield name, "shift", G, t, "", cmo_shift(t)
                yield name, "relaxation", G, t, "", cmo_deviation(t)
    for G in (50.0, 100.0, 225.0):
        yield "rram-milo2021", "programming", G, 0, "", milo_prog(G)
    for G in (50.0, 62.5, 80.0, 110.0, 150.0, 200.0):
        for V in (-0.5, -0.1, 0.1, 0.2, 0.5):
            yield "rram-milo2021", "current", G, 0, V, milo_current(G, V)
    for G in (0.1, 1.0, 4.0, 8.0, 16.0):
        yield "sonos-40nm-2022", "read", G, DAY, "", sonos_read(G)
        for t in (0.0, DAY, 1.5 * DAY, 3 * DAY, 4.25 * DAY, 5 * DAY):
            mean, deviation = sonos(G, t)
            yield "sonos-40nm-2022", "mean", G, t, "", mean
            yield "sonos-40nm-2022", "total", G, t, "", deviation
    for G in (13.2, 50.0, 220.0):
        for V in (-1.0, -0.2, 0.2, 0.7, 1.46):
            yield "reram-1t1r-synaptogen2024", "current", G, 0, V, hennen_current(G, V)
    for G, V, T, F in ((1, 0.1, 300, 1), (25, 0.1, 300, 1), (25, 0.001, 300, 1), (5, 0.2, 350, 0.33), (5, 0.05, 250, 0)):
        yield "thermal-and-shot", f"fano {F}", G, T, V, noise_density(G, V, T, F)


def write_csv():
    path = pathlib.Path(__file__).with_name("published.csv")
    with path.open("w", newline="") as file:
        file.write("# Made by tabulate.py (NumPy), which names paper and code of every equation.\n")
        file.write("# G in uS, t in s (K for thermal-and-shot), V in volt; value in uS, A, A^2/Hz or plain.\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["card", "curve", "G", "t", "V", "value"])
        for card, curve, G, t, V, value in rows():
            writer.writerow([card, curve, repr(float(G)), repr(float(t)), V, repr(float(value))])


def entry(quantity, value, unit, source, **conditions):
    parts = [f"quantity: {quantity}"] + [f"{k}: {v}" for k, v in conditions.items()]
    return f"  - {{{', '.join(parts)}, value: {value:.7g}{' ' + unit if unit else ''}, source: {source}}}"


def pulse_entry(quantity, value, gmax, source, pulses):
    """Cell constants are kept to 11 bits: a thousandth of Gmax is allowed."""
    return entry(quantity, value, "uS", source, pulses=pulses, tolerance=float(f"{0.001 * gmax / value:.3g}"))


def check_lists():
    lists = {}
    quad = "equations of the paper tabulated with NumPy"
    for model in (Joshi(), HermesTDP(), HermesODP()):
        out = lists.setdefault(model.name, [])
        for g in (0.1, 0.25, 0.5, 0.75, 1.0):
            G = float(f"{g * model.gmax:.6g}")
            at = f"{G:g} uS"
            out.append(entry("programmingDeviation", model.prog(G), "uS", quad, target=at))
            out.append(entry("readDeviation", pcm_read(model, G, DAY), "uS", quad, target=at, time="1 d"))
        for g in (0.1, 0.5, 1.0):
            G = float(f"{g * model.gmax:.6g}")
            for label, t in (("1 h", 3600.0), ("1 d", DAY), ("1 y", 31557600.0)):
                mean, deviation = pcm_aged(model, G, t)
                out.append(entry("agedMean", mean, "uS", quad + " quadrature", target=f"{G:g} uS", time=label))
                out.append(entry("agedDeviation", deviation, "uS", quad + " quadrature", target=f"{G:g} uS", time=label))
    fits = {"rram-neurram-wan2022": (wan, (("1 s", 1.0), ("1 d", DAY), ("2 d", 2 * DAY))),
            "rram-neurram-wan2022-crosssim": (lambda G, t: wan_crosssim(G), (("1 s", 1.0),))}
    for name, (fit, times) in fits.items():
        out = lists.setdefault(name, [])
        for G in (10.0, 20.0, 30.0):
            for label, t in times:
                if G < 4 * fit(G, t):
                    continue
                out.append(entry("changedMean", G, "uS", "the mean stays", target=f"{G:g} uS", time=label))
                out.append(entry("changedDeviation", np.sqrt(fit(G, t) ** 2 - 2 * (0.01 * G) ** 2), "uS", quad,
                                 target=f"{G:g} uS", time=label))
    for G in (20.0, 30.0):  # far enough from either end
        lists["rram-neurram-wan2022"].append(
            entry("sampledDeviation", wan_sampled(wan(G, DAY), G, 1.0), "uS", quad, target=f"{G:g} uS", time="1 d",
                  tolerance=0.002))
    for name, (slope, offset) in CMO.items():
        out = lists.setdefault(name, [])
        for G in (9.0, 50.0, 88.2):
            out.append(entry("programmingDeviation", slope * G + offset, "uS", quad, target=f"{G:g} uS"))
            for label, t in (("1 s", 1.0), ("1 d", DAY), ("10 y", 315576000.0)):
                total = np.hypot(slope * G + offset, cmo_deviation(t))
                out.append(entry("agedMean", G + cmo_shift(t), "uS", quad, target=f"{G:g} uS", time=label))
                out.append(entry("agedDeviation", total, "uS", quad, target=f"{G:g} uS", time=label))
                out.append(entry("readDeviation", cmo_read(G, t), "uS", quad, target=f"{G:g} uS", time=label))
    out = lists.setdefault("rram-milo2021", [])
    for G in (50.0, 100.0, 225.0):
        out.append(entry("programmingDeviation", milo_prog(G), "uS", quad, target=f"{G:g} uS"))
    for G in (50.0, 62.5, 80.0, 110.0, 200.0):
        for V in (-0.5, 0.1, 0.3, 0.5):
            out.append(entry("current", milo_current(G, V), "A", quad, target=f"{G:g} uS", voltage=f"{V} V"))
    out = lists.setdefault("sonos-40nm-2022", [])
    for G in (2.0, 8.0, 16.0):
        out.append(entry("readDeviation", sonos_read(G), "uS", quad, target=f"{G:g} uS", time="1 d"))
        for label, t in (("0 s", 0.0), ("1 d", DAY), ("3 d", 3 * DAY), ("5 d", 5 * DAY)):
            mean, deviation = sonos(G, t)
            out.append(entry("agedMean", mean, "uS", quad, target=f"{G:g} uS", time=label))
            out.append(entry("agedDeviation", deviation, "uS", quad, target=f"{G:g} uS", time=label))
    out = lists.setdefault("reram-1t1r-synaptogen2024", [])
    names = ["switchingHighDecades", "switchingSetVoltage", "switchingLowResistance", "switchingResetVoltage"]
    for name, unit, (mean, deviation) in zip(names, ["", "V", "Ohm", "V"], hennen_devices()):
        out.append(entry(name, mean, unit, "mixture over devices tabulated with NumPy"))
        out.append(entry(name + "Deviation", deviation, unit, "mixture over devices tabulated with NumPy"))
    for G in (13.2, 50.0, 220.0):
        for V in (-0.5, 0.2, 0.7):
            out.append(entry("current", hennen_current(G, V), "A", quad, target=f"{G:g} uS", voltage=f"{V} V"))
    for name, (gmin, gmax, pulses_up, pulses_down, _, _, cycle) in NEUROSIM.items():
        out = lists.setdefault(name, [])
        for share in (0.25, 0.5, 1.0):
            up, down = round(share * pulses_up), round(share * pulses_down)
            out.append(pulse_entry("afterPulsesUp", neurosim(name, up, True), gmax, quad, up))
            out.append(pulse_entry("afterPulsesDown", neurosim(name, down, False), gmax, quad, down))
        out.append(entry("cycleDeviation", cycle * (gmax - gmin), "uS", quad, tolerance=0.002))
    for name, (gmin, gmax, low, high, dw, cycle, written, device, asymmetry) in PRESETS.items():
        out = lists.setdefault(name, [])
        scale = (gmax - gmin) / (high - low)
        for share in (0.25, 0.5, 1.0):
            pulses = max(1, round(share * (high - low) / dw))
            out.append(pulse_entry("afterPulsesUp", preset(name, pulses, True), gmax, quad, pulses))
            out.append(pulse_entry("afterPulsesDown", preset(name, pulses, False), gmax, quad, pulses))
        step = preset_step(name, 0.0, True)
        total = np.hypot(cycle * step, written * dw) * scale
        out.append(entry("cycleDeviation", total, "uS", quad, tolerance=0.002))
        if device is not None:
            out.append(entry("deviceDeviation", np.hypot(device, asymmetry) * step * scale, "uS", quad, tolerance=0.002))
    out = lists.setdefault("pcm-nandakumar2020", [])
    for pulses in (1, 5, 20, 60):
        out.append(pulse_entry("afterPulsesUp", nandakumar(pulses), 25.0, quad, pulses))
    for G in (5.0, 12.5):
        out.append(entry("readDeviation", pcm_read(Joshi(), G, DAY), "uS", quad, target=f"{G:g} uS", time="1 d"))
    return lists


if __name__ == "__main__":
    if "--check" in sys.argv:
        for name, lines in check_lists().items():
            print(f"# {name}\ncheck:", *lines, sep="\n")
    else:
        write_csv()
