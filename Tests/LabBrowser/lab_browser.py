#!/usr/bin/env python3
"""Drives a real browser through every room of the laboratory and compares what it shows with the command line.

    lab_browser.py ADDRESS PROGRAM [--shots FOLDER] [--rooms cell,array] [--static]

ADDRESS is where `mortal lab` listens, PROGRAM the program beside it; with --static, ADDRESS is the index.html of exported
lessons (file://...). Every check that fails is printed; the exit status
is their number, at most 99. Needs Debian's chromium, chromium-driver and python3-selenium.
"""
import argparse
import csv
import io
import json
import os
import struct
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom
from decimal import ROUND_HALF_UP, Decimal

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

ROOMS = ["cell", "array", "fingerprint", "forward", "copy", "blackbox", "class"]
failures = []


def check(holds, words):
    print(("ok    " if holds else "FAILS ") + words, flush=True)
    if not holds:
        failures.append(words)


def read_npy(path):
    """Shape and numbers of a NumPy file of 32-bit floats, read as the format is written down."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x93NUMPY\x01\x00", data[:8]
    length = struct.unpack("<H", data[8:10])[0]
    header = eval(data[10:10 + length].decode("latin1"), {"__builtins__": {}}, {})
    assert header["descr"] == "<f4" and not header["fortran_order"]
    count = 1
    for side in header["shape"]:
        count *= side
    return header["shape"], list(struct.unpack(f"<{count}f", data[10 + length:10 + length + 4 * count]))


class Lab:
    def __init__(self, address, program, downloads, width=1280):
        self.address, self.program, self.downloads = address, program, downloads
        options = Options()
        for flag in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
                     "--force-prefers-reduced-motion",
                     f"--window-size={width},1000"]:
            options.add_argument(flag)
        options.binary_location = "/usr/bin/chromium"
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        options.add_experimental_option("prefs", {"download.default_directory": downloads})
        self.driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
        self.driver.set_page_load_timeout(60)
        self.requests = []

    def go(self, room):
        self.driver.get("about:blank")
        self.driver.get(self.address + "#/" + room)
        self.wait("return document.body.dataset.ready === 'true'")

    def wait(self, script, seconds=90):
        end = time.time() + seconds
        while time.time() < end:
            value = self.driver.execute_script(script)
            if value:
                return value
            time.sleep(0.1)
        raise TimeoutError(script)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def click(self, selector):
        element = self.one(selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def set(self, control, value):
        """Moves a control as a hand does: the value, then the events of the page."""
        self.driver.execute_script(
            """const input = document.querySelector(`[data-control="${arguments[0]}"] input, [data-control="${arguments[0]}"] select`);
               input.value = arguments[1]; input.dispatchEvent(new Event('input', {bubbles: true}));
               input.dispatchEvent(new Event('change', {bubbles: true}));""", control, str(value))

    def number(self, name):
        # At once: where numbers come live, an element may be another one a moment later.
        return self.driver.execute_script("return document.querySelector(`[data-number=\"${arguments[0]}\"]`).textContent", name)

    def trained(self):
        self.wait("return !!document.querySelector('.status[data-done], .status.bad')", 180)

    def download(self, button, ending):
        """Presses a button and gives the path of the file that comes."""
        before = set(os.listdir(self.downloads))
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", button)
        button.click()
        end = time.time() + 30
        size = None
        while time.time() < end:
            fresh = [f for f in set(os.listdir(self.downloads)) - before if f.endswith(ending)]
            if fresh:
                # The name may be there before the content: the file is whole when it has some and has stopped to grow.
                path = os.path.join(self.downloads, fresh[0])
                last, size = size, os.path.getsize(path)
                if size and size == last:
                    return path
            time.sleep(0.1)
        raise TimeoutError("no file " + ending)

    def open_files(self, figure):
        """Saves a figure in every form and opens each file."""
        place = f'[data-figure="{figure}"] '
        table = list(csv.reader(open(self.download(self.one(place + '[data-file="csv"]'), ".csv"))))
        check(len(table) > 2 and len({len(row) for row in table}) == 1, f"{figure}: the table opens, {len(table)} lines")
        shape, numbers = read_npy(self.download(self.one(place + '[data-file="npy"]'), ".npy"))
        check(len(numbers) > 3, f"{figure}: the array opens, shape {shape}")
        picture = xml.dom.minidom.parse(self.download(self.one(place + '[data-file="svg"]'), ".svg"))
        check(len(picture.getElementsByTagName("text")) > 3, f"{figure}: the figure opens")
        return table, numbers

    def run(self, *arguments):
        return subprocess.run([self.program, *arguments], capture_output=True, text=True, cwd=self.downloads, check=True).stdout

    def repeat(self):
        """Saves the room's script and runs it in a folder of its own: what it printed, and that folder."""
        path = self.download(self.one('[data-file="txt"]'), ".txt")
        folder = tempfile.mkdtemp(dir=self.downloads)
        places = os.pathsep.join([os.path.dirname(os.path.abspath(self.program)), os.environ["PATH"]])
        done = subprocess.run(["sh", path], capture_output=True, text=True, cwd=folder, env={**os.environ, "PATH": places})
        os.remove(path)
        check(done.returncode == 0, f"{os.path.basename(path)} runs {done.stderr[:300]}")
        return done.stdout, folder

    def shot(self, folder, name, width):
        height = self.driver.execute_script("window.scrollTo(0, 0); return document.documentElement.scrollHeight")
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                    {"width": width, "height": min(height, 2300), "deviceScaleFactor": 1, "mobile": False})
        time.sleep(0.4)
        wide = self.driver.execute_script("return document.documentElement.scrollWidth")
        check(wide <= width, f"{name}: nothing sticks out at {width} pixels ({wide})")
        if folder:
            self.driver.save_screenshot(os.path.join(folder, f"{name}-{width}.png"))
        self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def collect(self):
        """Messages of the console, and every address that was asked."""
        errors = [entry for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "ERROR", "WARNING")]
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.requests.append(message["params"]["request"]["url"])
        return errors


ACCESSIBILITY = r"""
const faults = [];
const shown = (e) => { const s = getComputedStyle(e); return e.getClientRects().length && s.visibility !== 'hidden'; };
for (const e of document.querySelectorAll('input, select, textarea, button')) {
  if (!shown(e)) continue;
  const name = e.getAttribute('aria-label') || e.labels?.[0]?.textContent.trim() || e.textContent.trim();
  if (!name) faults.push('no name: ' + e.outerHTML.slice(0, 90));
}
for (const e of document.querySelectorAll('svg[role=img], canvas')) if (!e.getAttribute('aria-label')) faults.push('picture without words: ' + e.outerHTML.slice(0, 80));
const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push('id twice: ' + id);
for (const e of document.querySelectorAll('[aria-describedby],[aria-labelledby]')) {
  for (const id of (e.getAttribute('aria-describedby') || e.getAttribute('aria-labelledby')).split(' ')) if (!document.getElementById(id)) faults.push('points nowhere: ' + id);
}
if (document.querySelectorAll('h1').length !== 1) faults.push('not one h1');
if (!document.documentElement.lang) faults.push('no language');
for (const name of ['main', 'nav', 'header']) if (!document.querySelector(name)) faults.push('no ' + name);
let level = 1;
for (const e of document.querySelectorAll('main h1, main h2, main h3')) { const own = Number(e.tagName[1]); if (own > level + 1) faults.push('heading jumps: ' + e.textContent); level = own; }
// Contrast of every text that stands there, by WCAG 2.
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgb = (c) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = c; canvas.fillRect(0, 0, 1, 1); return canvas.getImageData(0, 0, 1, 1).data; };
const light = (c) => { const [r, g, b] = [...c].slice(0, 3).map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const ground = (e) => { for (let n = e; n; n = n.parentElement) { const c = rgb(getComputedStyle(n).backgroundColor); if (c[3] > 250) return c; } return [255, 255, 255, 255]; };
const seen = new Set();
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || !shown(e) || ['SCRIPT', 'STYLE', 'OPTION', 'NOSCRIPT'].includes(e.tagName)) continue;
  const s = getComputedStyle(e);
  const ink = rgb(e instanceof SVGElement ? s.fill : s.color);
  const back = ground(e);
  const [a, b] = [light(ink), light(back)];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const large = parseFloat(s.fontSize) >= 24 || (parseFloat(s.fontSize) >= 18.6 && Number(s.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5)) { const text = `contrast ${ratio.toFixed(2)}: ${walker.currentNode.textContent.trim().slice(0, 40)}`; if (!seen.has(text)) { seen.add(text); faults.push(text); } }
}
return faults;
"""


def accessible(lab, room):
    for theme in ["light", "dark"]:
        lab.driver.execute_script(
            "const s = document.getElementById('theme'); s.value = arguments[0]; s.dispatchEvent(new Event('change'));", theme)
        faults = lab.driver.execute_script(ACCESSIBILITY)
        check(not faults, f"{room}: accessible, {theme} {faults[:4] if faults else ''}")
    lab.driver.execute_script("const s = document.getElementById('theme'); s.value = 'light'; s.dispatchEvent(new Event('change'));")
    # Tab goes through everything, in the order of the page, and comes out again.
    lab.driver.execute_script("window.scrollTo(0, 0); document.getElementById('skip').focus()")
    places, seen = [], 0
    for _ in range(300):
        lab.driver.switch_to.active_element.send_keys(Keys.TAB)
        place = lab.driver.execute_script(
            """const e = document.activeElement; if (e === document.body) return null;
               const all = [...document.querySelectorAll('*')]; return [all.indexOf(e), e.tagName];""")
        if place is None or place[0] <= (places[0][0] if places else -1):
            break
        places.append(place)
        seen += 1
    order = [place[0] for place in places]
    check(seen > 12 and order == sorted(order), f"{room}: {seen} places are reached by Tab, in order")


def repeat_cell(lab):
    """The script of room 1 gives the means and the noise that the page shows."""
    _, folder = lab.repeat()
    for file, figure, number in [("pulses.npy", "pulses", "end"), ("drift.npy", "drift", "mean")]:
        shown = float(lab.one(f"#figure-{figure}").get_attribute(f"data-{number}"))
        shape, values = read_npy(os.path.join(folder, file))
        last = values[shape[1] - 1::shape[1]] if len(shape) == 2 and shape[1] > 1 else values
        mean = sum(last) / len(last)
        check(len(last) == 1000 and abs(mean - shown) < 1e-6 * shown, f"cell: the script's {file} has the mean of the page, {shown:.5f} uS")
    _, shown = read_npy(lab.download(lab.one('[data-figure="trace"] [data-file="npy"]'), ".npy"))
    check(read_npy(os.path.join(folder, "trace.npy"))[1] == shown, "cell: the script's trace.npy is the page's, to the last bit")


def repeat_array(lab):
    """The script of room 2 gives the errors of both chips."""
    said, _ = lab.repeat()
    percents = [float(part.split("%")[0]) for part in said.split("relative error")[1:]]
    shown = [float(lab.number(name).split()[0]) for name in ("error-a", "error-b")]
    check(len(percents) == 2 and all(abs(a - b) <= 0.006 * b for a, b in zip(shown, percents)),
          f"array: the script gives the errors of both chips, {shown} and {percents} %")


def repeat_fingerprint(lab, counts):
    """The script of room 3 counts the same differing bits."""
    said, _ = lab.repeat()
    found = [int(line.split(":")[1].split()[0]) for line in said.splitlines() if line.startswith("chip ") and "differ" in line]
    check(found == counts, f"fingerprint: the script counts the bits of the page, {found} and {counts}")


def repeat_class(lab):
    """The experiment of the whole class gives the mean of the page."""
    path = lab.download(lab.one('[data-file="yaml"]'), ".yaml")
    folder = os.path.join(lab.downloads, "out-class")
    lab.run("run", path, "--output", folder, "--no-report", "--jobs", "2")
    out = os.path.join(lab.downloads, "class-metrics.csv")
    lab.run("export", folder, "--output", out)
    errors = [float(row["value"]) for row in csv.DictReader(open(out)) if row["metric"] == "testError"]
    mean = sum(errors) / len(errors)
    check(lab.number("mean") == percent(mean) and len(errors) == 4, f"class: the mean is that of `mortal run`, {percent(mean)}, n = {len(errors)}")


def room_cell(lab):
    lab.go("cell")
    lab.wait("return document.querySelectorAll('#figure-pulses svg .handle').length === 9")
    check(not lab.one("#see").is_enabled(), "cell: nothing is shown before a guess")
    handle = lab.driver.find_elements(By.CSS_SELECTOR, "#figure-pulses .handle")[3]
    before = handle.get_attribute("aria-valuenow")
    handle.send_keys(Keys.ARROW_UP)
    check(handle.get_attribute("aria-valuenow") != before, "cell: a handle moves by the keyboard")
    lab.click("#see")
    lab.wait("return document.querySelector('#figure-pulses').dataset.seen === 'true'")
    end = float(lab.one("#figure-pulses").get_attribute("data-end"))
    said = json.loads(lab.run("device", "pulse", "reram-array-om2022", "--up", "100", "--down", "100", "--devices", "1000",
                              "--seed", "7", "--output", "pulses.npy", "--json"))
    check(abs(end - said["mean"][2]) < 1e-4 * said["mean"][2], f"cell: the mean at the end is the command's, {end:.5f} uS")
    _, numbers = lab.open_files("pulses")
    _, command = read_npy(os.path.join(lab.downloads, "pulses.npy"))
    check(numbers == command[:len(numbers)], "cell: the saved devices are the command's, to the last bit")
    check(len(lab.one("#main, main .verdict").text) > 30, "cell: the guess is judged")
    # The slider of time: ten years.
    lab.set("clock", 48)
    lab.wait("return document.querySelector('#figure-drift figcaption').textContent.includes('10 years')")
    mean = float(lab.one("#figure-drift").get_attribute("data-mean"))
    said = lab.run("device", "sample", "pcm-joshi2020", "--target", "15000nS", "--count", "1000", "--at", "315576000s",
                   "--seed", "7", "--output", "drift.npy")
    check(f"mean {mean:.4f}"[:10] in said, f"cell: the mean after ten years is the command's, {mean:.4f} uS")
    lab.open_files("drift")
    lab.open_files("trace")
    repeat_cell(lab)
    # A slider answers: the time from the change to the new figure.
    times = []
    for value in range(10, 95, 5):
        took = lab.driver.execute_async_script(
            """const done = arguments[arguments.length - 1]; const figure = document.querySelector('#figure-drift');
               const start = performance.now();
               new MutationObserver((_, observer) => { observer.disconnect(); done(performance.now() - start); })
                 .observe(figure, {subtree: true, childList: true});
               const input = document.querySelector('[data-control="target"] input'); input.value = arguments[0];
               input.dispatchEvent(new Event('input', {bubbles: true}));""", value)
        times.append(took)
    times.sort()
    print(f"      a slider of room 1 answers in {times[len(times) // 2]:.0f} ms (median), {times[-1]:.0f} ms (slowest)")
    # On an idle machine it is a few milliseconds; a loaded one gets time.
    check(times[len(times) // 2] < 500, "cell: a slider answers at once")


def room_array(lab):
    lab.go("array")
    lab.wait("return !!document.querySelector('[data-number=\"error-a\"]')")
    lab.set("adcBits", 6)
    lab.set("wire", 200)
    lab.set("stuck", 6)
    lab.wait("return !document.querySelector('#figure-loss').hidden && document.querySelectorAll('.cells .stuck').length > 0")
    time.sleep(0.5)
    shown = lab.number("error-a")
    weights = lab.download(lab.one('[data-file="weights"]'), ".npy")
    inputs = lab.download(lab.one('[data-file="inputs"]'), ".npy")
    command = lab.one(".command").text
    words = command.split()[1:]
    words[words.index("weights.npy")], words[words.index("inputs.npy")] = weights, inputs
    said = lab.run(*words)
    percent = float(said.split("relative error")[1].split("%")[0])
    check(abs(float(shown.split()[0]) - percent) <= 0.006 * percent, f"array: the error is that of `mortal mvm`, {shown} and {percent} %")
    lab.click('.cells button:nth-child(1)')
    lab.one("#cell-weight").send_keys(Keys.ARROW_RIGHT * 5)
    lab.wait("return document.querySelector('main').textContent.includes('found as a weight')")
    cells = lab.driver.find_elements(By.CSS_SELECTOR, ".cells button")
    check(len(cells) == 256, "array: 256 cells")
    time.sleep(0.5)
    repeat_array(lab)
    cells[0].send_keys(Keys.ARROW_RIGHT)
    check(lab.driver.switch_to.active_element == cells[1], "array: cells are reached by the arrow keys")
    lab.set("stuck", 0)
    lab.set("wire", 0)
    lab.click('[data-guess="8"]')
    lab.click("#see")
    lab.wait("return !document.querySelector('.verdict').hidden")
    check("12 bit:" in lab.one(".verdict").text, "array: the guess of bits is judged")
    lab.open_files("currents")
    lab.open_files("difference")


def room_fingerprint(lab):
    lab.go("fingerprint")
    lab.wait("return document.querySelectorAll('.print').length === 5")
    between = float(lab.one("#figure-distance").get_attribute("data-between"))
    said = lab.run("chip", "compare", "--card", "ecram-tang2018", "--serials", "7,8", "--rows", "16", "--cols", "16")
    check(f"{between:.4f}" in said, f"fingerprint: the distance is that of `mortal chip compare`, {between:.4f}")
    # Whoever counts finds the chip.
    best = lab.driver.execute_script(
        """const bits = (svg) => [...svg.querySelectorAll('rect')].map((r) => r.getAttribute('fill'));
           const own = bits(document.querySelector('main section svg'));
           const prints = [...document.querySelectorAll('.print')];
           const distance = prints.map((p) => bits(p.querySelector('svg')).filter((c, i) => c !== own[i]).length);
           const place = distance.indexOf(Math.min(...distance)); prints[place].click(); return distance;""")
    lab.wait("return !document.querySelector('.verdict').hidden")
    check(lab.number("score").startswith("1 / 1"), f"fingerprint: the nearest chip is the right one {best}")
    lab.open_files("distance")
    repeat_fingerprint(lab, best)
    lab.click("#next")
    lab.wait("return document.querySelector('[data-number=\"round\"]').textContent === '2'")


def experiment(lab, name):
    """The metrics that `mortal run` gives for the experiment file of the room."""
    path = lab.download(lab.one('[data-file="yaml"]'), ".yaml")
    folder = os.path.join(lab.downloads, "out-" + name)
    lab.run("run", path, "--output", folder, "--no-report", "--jobs", "1")
    out = os.path.join(lab.downloads, name + "-metrics.csv")
    lab.run("export", folder, "--output", out)
    rows = list(csv.DictReader(open(out)))
    return {(row.get("learner.label", ""), row["metric"], int(row["step"])): float(row["value"]) for row in rows if row["value"]}


def percent(value):
    """To one decimal, as the page rounds it: 16.25 to 16.3, where Python's own formats say 16.2."""
    return f"{Decimal(value * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"


def room_forward(lab):
    lab.go("forward")
    start = time.time()
    lab.click("#train")
    lab.wait("return document.querySelectorAll('canvas.field').length === 12")
    print(f"      room 4: first picture {time.time() - start:.2f} s after the button")
    lab.trained()
    # Negatives that are no negatives: the layers cannot tell.
    lab.set("negatives", "identical")
    lab.set("epochs", 4)
    lab.click("#train")
    time.sleep(0.3)
    lab.trained()
    separation = [float(v) for v in lab.number("separation").split(" · ")]
    check(all(abs(v - 0.5) < 0.06 for v in separation), f"forward: spoiled negatives, separation {separation}")
    lab.set("negatives", "hardLabel")
    lab.set("epochs", 12)
    lab.click("#train")
    time.sleep(0.3)
    lab.trained()
    metrics = experiment(lab, "forward")
    home = [value for (_, name, _), value in metrics.items() if name == "testError"][0]
    good = [value for (_, name, _), value in metrics.items() if name == "goodnessError"][0]
    check(lab.number("test-error") == percent(home), f"forward: the test error is that of `mortal run`, {percent(home)}")
    check(lab.number("goodness-error") == percent(good), f"forward: by goodness too, {percent(good)}")
    table, _ = lab.open_files("curve")
    wanted = [metrics[key] for key in sorted((k for k in metrics if k[1] == "epochTestError"), key=lambda k: k[2])]
    check([float(row[1]) for row in table[1:]] == wanted, "forward: the curve is that of `mortal run`, epoch by epoch")
    check(not lab.one(".verdict").get_attribute("hidden"), "forward: the guess is judged")
    lab.click('[data-digit="7"]')
    lab.wait("return !!document.querySelector('#figure-drawing').dataset.best")
    check("label" in lab.one("#figure-drawing figcaption").text, "forward: a drawing is rated")


def room_copy(lab):
    lab.go("copy")
    lab.click("#train")
    lab.trained()
    check(lab.number("copy-error") == "?", "copy: hidden before the guess")
    lab.click("#see")
    metrics = experiment(lab, "copy")
    copied = [value for (_, name, _), value in metrics.items() if name == "copyError"][0]
    check(lab.number("copy-error") == percent(copied), f"copy: the copy's error is that of `mortal run`, {percent(copied)}")
    rows = lab.driver.find_elements(By.CSS_SELECTOR, '[data-table="costs"] tbody tr')
    check(len(rows) == 4, "copy: four stages are counted")
    lab.open_files("home")
    lab.open_files("after")


def room_blackbox(lab):
    lab.go("blackbox")
    check(not lab.one("#train").is_enabled(), "blackbox: no training before a guess")
    lab.set("epochs", 4)
    lab.click('[data-guess="ff-in-situ"]')
    lab.click("#train")
    lab.trained()
    metrics = experiment(lab, "blackbox")
    finals = {label: value for (label, name, _), value in metrics.items() if name == "testError"}
    check(len(finals) == 4 and all(lab.number(label) == percent(value) for label, value in finals.items()),
          f"blackbox: four errors are those of `mortal run` {finals}")
    lab.open_files("arms")


def room_class(lab):
    lab.go("class")
    lab.set("count", 4)
    lab.click("#train")
    lab.wait("return document.querySelector('[data-number=\"done\"]')?.textContent === '4 / 4'", 180)
    check("%" in lab.number("mean"), f"class: mean {lab.number('mean')}, spread {lab.number('spread')}")
    lab.click("details summary")
    check(lab.one("details p").is_displayed(), "class: an answer unfolds")
    repeat_class(lab)
    lab.open_files("class-curves")
    lab.open_files("class-cells")


def languages(lab):
    lab.go("")
    lab.driver.execute_script("const s = document.getElementById('language'); s.value = 'de'; s.dispatchEvent(new Event('change'));")
    lab.wait("return document.documentElement.lang === 'de' && document.querySelector('h1').textContent.includes('Chips')")
    for room in ROOMS:
        lab.go(room)
        lab.wait("return !!document.querySelector('main h1')")
        time.sleep(0.5)
        left = lab.driver.execute_script(
            "return [...document.body.innerText.matchAll(/\\b[a-z]+\\.[a-z]+\\.?[a-z]*\\b/gi)].map((m) => m[0])"
            ".filter((w) => /^(cell|array|fingerprint|forward|copy|blackbox|class|axis|control|step|term|unit|train)\\./.test(w) && !/\\.(yaml|csv|npy)$/.test(w))")
        check(not left and lab.driver.execute_script("return document.documentElement.lang") == "de", f"{room}: German, every text is there {left}")
    lab.driver.execute_script("const s = document.getElementById('language'); s.value = 'en'; s.dispatchEvent(new Event('change'));")
    time.sleep(0.5)


def static_pages(address, program, downloads):
    lab = Lab(address, program, downloads)
    try:
        for room in ROOMS:
            lab.go(room)
            lab.wait("return !!document.querySelector('main h1')")
            if room in ("forward", "copy", "blackbox"):
                if room == "blackbox":
                    lab.click('[data-guess="bp-knows"]')
                lab.click("#train")
                lab.trained()
                check(not lab.driver.find_elements(By.CSS_SELECTOR, ".status.bad"), f"{room}: a training from a file")
                figure = {"forward": "curve", "copy": "home", "blackbox": "arms"}[room]
                lab.open_files(figure)
                path = lab.download(lab.one('[data-file="yaml"]'), ".yaml")
                check("learners:" in open(path).read(), f"{room}: the experiment file comes from a file")
            else:
                time.sleep(0.5)
                pictures = lab.driver.execute_script(
                    "return [...document.querySelectorAll('main svg')].filter((s) => s.querySelectorAll('path, rect, circle').length > 3).length")
                check(not lab.driver.find_elements(By.CSS_SELECTOR, ".status.bad") and pictures > 0, f"{room}: {pictures} pictures from a file")
            if room == "cell":
                lab.open_files("pulses")
                repeat_cell(lab)
            if room == "array":
                lab.open_files("currents")
                repeat_array(lab)
        errors = lab.collect()
        check(not errors, f"static pages: no message in the console {errors[:2]}")
        outside = [r for r in lab.requests if not r.startswith(("file:", "data:", "blob:", "about:"))]
        check(not outside, f"static pages: no request {outside[:2]}")
    finally:
        lab.driver.quit()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("program")
    parser.add_argument("--shots")
    parser.add_argument("--static", action="store_true")
    parser.add_argument("--rooms", default=",".join(ROOMS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as downloads:
        if options.static:
            static_pages(options.address, options.program, downloads)
            print(f"{len(failures)} failures")
            return min(len(failures), 99)
        lab = Lab(options.address, options.program, downloads)
        try:
            start = time.time()
            lab.go("")
            print(f"      the page is there after {time.time() - start:.2f} s")
            for room in options.rooms.split(","):
                globals()["room_" + room](lab)
                accessible(lab, room)
                for width in (1280, 768):
                    lab.shot(options.shots, room, width)
                errors = lab.collect()
                check(not errors, f"{room}: no message in the console {[e['message'][:200] for e in errors[:3]]}")
            languages(lab)
            errors = lab.collect()
            check(not errors, f"no message in the console {[e['message'][:200] for e in errors[:3]]}")
            outside = [r for r in lab.requests if not r.startswith((options.address, "data:", "blob:", "about:", "chrome:"))]
            check(len(lab.requests) > 20 and not outside, f"{len(lab.requests)} requests, none to another host {outside[:3]}")
        finally:
            lab.driver.quit()
    print(f"{len(failures)} failures")
    return min(len(failures), 99)


if __name__ == "__main__":
    sys.exit(main())
