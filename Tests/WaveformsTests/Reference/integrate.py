"""Writes loops.csv: states and currents of the compact models along waveforms, integrated by SciPy.

Independent of the program: the equations are written here from the papers (see Devices/compact-models for the numbers),
integrated by SciPy's DOP853. SciPy sees the thresholds as they are published, as jumps or kinks in the right-hand side,
with steps limited to a small part of the period; what the cut-off of the Stanford-PKU model means is worked out in
solve_pku.

python3 integrate.py > loops.csv     (made with SciPy 1.17.1, NumPy 2.4.6)
"""
import numpy as np
from scipy.integrate import solve_ivp

SAMPLES = 40  # compared points of a period


def sine(amplitude, frequency):
    return lambda t: amplitude * np.sin(2 * np.pi * frequency * t)


def triangle(amplitude, frequency):
    def voltage(t):
        p = (frequency * t) % 1.0
        return amplitude * (4 * p if p < 0.25 else 2 - 4 * p if p < 0.75 else 4 * p - 4)
    return voltage


# --- the models: (rate of the natural state, current, ends)
def ion_drift(v, x):
    r = 100.0 * x + 16e3 * (1 - x)
    return 1e-14 * 100.0 / (10e-9) ** 2 * (v / r) * (1 - (2 * x - 1) ** 2)


def ion_drift_current(v, x):
    return v / (100.0 * x + 16e3 * (1 - x))


def vteam(v, w):
    if v > 0.02:
        return 5e-4 * (v / 0.02 - 1)
    if v < -0.2:
        return -10.0 * (v / -0.2 - 1) ** 3
    return 0.0


def vteam_current(v, w):
    return v / (50.0 + (1000.0 - 50.0) * w / 3e-9)


def yakopcic(v, x):
    vp, vn, a, xp, xn, ap, an = 0.16, 0.15, 4000.0, 0.3, 0.5, 1.0, 5.0
    g = a * (np.exp(v) - np.exp(vp)) if v > vp else -a * (np.exp(-v) - np.exp(vn)) if v < -vn else 0.0
    if g > 0:
        f = np.exp(-ap * (x - xp)) * ((xp - x) / (1 - xp) + 1) if x > xp else 1.0
    else:
        f = np.exp(an * (x + xn - 1)) * x / (1 - xn) if x < 1 - xn else 1.0
    return g * f


def yakopcic_current(v, x):
    return 0.17 * x * np.sinh(0.05 * v)


K_OVER_Q = 8.617333262e-5


def pku_current(v, g):
    return 1e-3 * np.exp(-g / 0.25e-9) * np.sinh(v / 0.25)


def pku_active(v, g):
    """dg/dt in m/s where the field is above the least one."""
    gamma = 16 - 0.8 * (g / 1e-9) ** 3
    kt = K_OVER_Q * (298 + abs(v * pku_current(v, g)) * 2100)
    return -10 * np.exp(-0.6 / kt) * np.sinh(gamma * 0.25e-9 * v / (12e-9 * kt))


def pku_least(g):
    """The voltage at which the field is the least one."""
    return 1.4e9 * 12e-9 / (16 - 0.8 * (g / 1e-9) ** 3)


def solve_pku(name, voltage, frequency, periods, amplitude):
    """Cut off below a least field: nothing moves until |V| reaches pku_least(gap). Upwards the gap shrinks, which lowers
    the least voltage: it runs away, by SciPy, to the smallest gap. Downwards the gap grows, which raises the least voltage:
    once it has caught up, the gap is the one for which |V| is the least voltage, as long as |V| grows; then it stays."""
    small, large = 0.2e-9, 1.7e-9
    g = large
    times = np.linspace(0, periods / frequency, periods * SAMPLES + 1)
    gaps = np.empty(len(times))
    for period in range(periods):
        begin = period / frequency
        # Up: the moment of the least voltage on the rising quarter, by bisection.
        a, b = begin, begin + 0.25 / frequency
        assert voltage(b) > pku_least(g)
        for _ in range(200):
            m = 0.5 * (a + b)
            a, b = (m, b) if voltage(m) < pku_least(g) else (a, m)
        reach = lambda t, y: y[0]
        reach.terminal = True
        run = solve_ivp(
            lambda t, y: [pku_active(voltage(t), small + (large - small) * max(y[0], 0)) / (large - small)],
            (b, begin + 0.25 / frequency), [(g - small) / (large - small)], method="DOP853", rtol=1e-12, atol=1e-14,
            events=reach, dense_output=True, first_step=1e-9 / frequency)
        assert run.status == 1, "the smallest gap is reached before the peak"
        for k, t in enumerate(times):
            if begin - 1e-15 <= t <= begin + 0.5 / frequency:
                gaps[k] = g if t < b else small if t > run.t[-1] else small + (large - small) * run.sol(t)[0]
        # Down: from the least voltage on the gap moves by its equation until it has caught up with the cut-off, and then
        # follows it to the peak.
        g, peak = small, begin + 0.75 / frequency
        a, b = begin + 0.5 / frequency, peak
        for _ in range(200):
            m = 0.5 * (a + b)
            a, b = (m, b) if -voltage(m) < pku_least(small) else (a, m)
        above = lambda t, y: -voltage(t) / pku_least(small + (large - small) * y[0]) - 1
        above.terminal, above.direction = True, -1
        run = solve_ivp(
            lambda t, y: [pku_active(voltage(t), small + (large - small) * y[0]) / (large - small)],
            (b, peak), [0.0], method="DOP853", rtol=1e-12, atol=1e-14, events=above, dense_output=True,
            first_step=1e-9 / frequency)
        assert run.status == 1 and 0 < run.y[0, -1] < 1, "the gap catches up before the peak"
        caught = run.t[-1]

        def follows(t):
            return min(((16 - 1.4e9 * 12e-9 / -voltage(t)) / 0.8) ** (1 / 3) * 1e-9, large)

        for t in np.linspace(caught, peak, 2000)[1:-1]:
            d = 1e-6 / frequency
            if follows(t + d) < large:
                assert pku_active(voltage(t), follows(t)) > (follows(t + d) - follows(t - d)) / (2 * d), "fast enough"
        for k, t in enumerate(times):
            if begin + 0.5 / frequency < t <= begin + 1 / frequency + 1e-15:
                gaps[k] = (
                    small if t < b else small + (large - small) * run.sol(t)[0] if t < caught else follows(min(t, peak)))
        g = follows(peak)
    for t, g in zip(times, gaps):
        v = voltage(t)
        print(f"{name},{t:.17g},{v:.17g},{pku_current(v, g):.12e},{(g - small) / (large - small):.12e}")


def solve(name, rate, current, low, high, start, voltage, frequency, periods):
    """The ends are found by events, and held while the rate points outwards."""
    grid = np.linspace(0, periods / frequency, periods * SAMPLES + 1)
    span = high - low
    t, s = 0.0, (start - low) / span
    states = np.empty(len(grid))
    states[0] = s
    # Stops at quarters of periods, where triangles have corners.
    for k in range(1, len(grid)):
        while t < grid[k] * (1 - 1e-15):
            def field(u, y):
                return [rate(voltage(u), low + span * min(max(y[0], 0.0), 1.0)) / span]

            soon = t + 1e-12 / frequency
            outward = rate(voltage(soon), low + span * s)
            if (s <= 0 and outward <= 0) or (s >= 1 and outward >= 0):
                # Held: look for the release on a fine grid, then bisect.
                inside = lambda u: rate(voltage(u), low + span * s) > 0 if s <= 0 else rate(voltage(u), low + span * s) < 0
                fine = np.linspace(t, grid[k], 400)
                found = next((i for i in range(1, 400) if inside(fine[i])), None)
                if found is None:
                    t = grid[k]
                    break
                a, b = fine[found - 1], fine[found]
                for _ in range(80):
                    m = 0.5 * (a + b)
                    a, b = (a, m) if inside(m) else (m, b)
                t = b
                if t >= grid[k]:
                    break
            events = [lambda u, y: y[0], lambda u, y: y[0] - 1]
            for event, direction in zip(events, (-1, 1)):
                event.terminal, event.direction = True, direction
            done = solve_ivp(
                field, (t, grid[k]), [s], method="DOP853", rtol=1e-11, atol=1e-13, events=events,
                max_step=(grid[k] - t) / 20 + 1e-18)
            assert done.status >= 0, (name, done.message)
            t, s = done.t[-1], min(max(done.y[0, -1], 0.0), 1.0)
            if done.status == 1:
                s = 0.0 if s < 0.5 else 1.0
        states[k] = s
    for t, s in zip(grid, states):
        v = voltage(t)
        print(f"{name},{t:.17g},{v:.17g},{current(v, low + span * s):.12e},{s:.12e}")


print("case,time_s,voltage_V,current_A,state")
solve("linear-ion-drift sine:1V:1Hz", ion_drift, ion_drift_current, 0, 1, 0.1, sine(1, 1), 1, 2)
solve("linear-ion-drift sine:2V:0.5Hz", ion_drift, ion_drift_current, 0, 1, 0.1, sine(2, 0.5), 0.5, 2)
solve("vteam sine:1V:1kHz", vteam, vteam_current, 0, 3e-9, 3e-9, sine(1, 1e3), 1e3, 2)
solve("vteam sine:0.5V:20MHz", vteam, vteam_current, 0, 3e-9, 3e-9, sine(0.5, 20e6), 20e6, 2)
solve("yakopcic sine:0.45V:100Hz", yakopcic, yakopcic_current, 0, 1, 0.001, sine(0.45, 100), 100, 2)
solve("yakopcic triangle:0.3V:500Hz", yakopcic, yakopcic_current, 0, 1, 0.001, triangle(0.3, 500), 500, 2)
solve_pku("stanford-pku triangle:1.6V:1kHz", triangle(1.6, 1e3), 1e3, 2, 1.6)
solve_pku("stanford-pku sine:2V:10kHz", sine(2, 1e4), 1e4, 2, 2)
