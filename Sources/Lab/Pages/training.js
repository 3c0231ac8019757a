// Trainings in a room: started, shown at a pace that eyes can follow, stopped.
import { el, t, shown, duration } from './text.js';
import { training } from './api.js';
import { plot, line, legend, mark } from './chart.js';

// Shows the events of a training one after the other, no faster than `pace` milliseconds for each that matters.
export function player(onEvent, pace = 170) {
  let queue = [];
  let timer = null;
  const slow = new Set(['epoch', 'cost']);
  function next() {
    timer = null;
    while (queue.length) {
      const [name, data] = queue.shift();
      onEvent(name, data);
      if (slow.has(name) && !matchMedia('(prefers-reduced-motion: reduce)').matches) { timer = setTimeout(next, pace); return; }
    }
  }
  return {
    push(name, data) { queue.push([name, data]); if (timer === null) timer = setTimeout(next, 0); },
    clear() { queue = []; if (timer !== null) clearTimeout(timer); timer = null; },
  };
}

// Buttons and state of one training at a time.
export function trainer({ label, values, onStart, onEvent, pace, onOver }) {
  const status = el('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  const start = el('button', { type: 'button', class: 'main', id: 'train', onclick: go }, label);
  const stop = el('button', { type: 'button', id: 'stop', disabled: true, onclick: end }, t('train.stop'));
  let current = null;
  let yaml = '';
  let number = 0;
  const show = player((name, data) => {
    if (name === 'start') { yaml = data.yaml; status.textContent = t('train.running', { card: data.card, serial: data.serial }); }
    if (name === 'waiting') status.textContent = t('train.waiting', { before: data.before });
    if (name === 'failed') { status.classList.add('bad'); status.textContent = data.error === 'stopped' ? t('train.stopped') : data.error; over(); }
    if (name === 'done') { status.textContent = t('train.done', { seconds: shown(data.seconds, 2) }); status.dataset.done = 'true'; over(); }
    onEvent(name, data);
  }, pace);
  function over() { start.disabled = false; stop.disabled = true; onOver?.(); }
  async function go() {
    show.clear();
    current?.stop();
    status.classList.remove('bad');
    delete status.dataset.done;
    start.disabled = true;
    stop.disabled = false;
    status.textContent = t('train.asked');
    const own = number += 1;
    onStart?.();
    try {
      const started = await training(values(), (name, data) => { if (own === number) show.push(name, data); });
      if (own === number) current = started; else started.stop();
    } catch (error) {
      status.classList.add('bad');
      status.textContent = error.message;
      over();
    }
  }
  function end() { number += 1; show.clear(); current?.stop(); status.textContent = t('train.stopped'); over(); }
  return { node: el('div', {}, el('div', { class: 'row' }, start, stop), status), start, get run() { return current; }, get yaml() { return yaml; }, stop: end };
}

// Learning curves: error in percent over epochs. Each: {label, xs, ys, colour, dash}.
export function errorChart(curves, { last, xLabel, alt, most = 1, marks = [], height = 320, format }) {
  const chart = plot({
    x: { label: xLabel, domain: [0, Math.max(1, last)], format }, y: { label: t('axis.error'), unit: '%', domain: [0, most * 100] }, label: alt, height,
  });
  for (const { at, words } of marks) mark(chart, at, words);
  for (const { xs: all, ys: values, colour, dash, width } of curves) {
    // What lies beyond the axis (an older, longer training) is left out.
    const count = all.filter((v) => v <= Math.max(1, last)).length;
    const [xs, ys] = [all.slice(0, count), values.slice(0, count)];
    line(chart, xs, ys.map((v) => v * 100), { colour, dash, width: width ?? 2.2, dots: xs.length < 40 });
  }
  const entries = curves.filter((curve) => curve.label).map(({ label, colour, dash }) => ({ label, colour, dash }));
  return { svg: chart.svg, legend: legend(entries), chart };
}

// Pictures of first-layer weights from signed bytes.
export function drawFields(holder, epoch) {
  const bytes = Uint8Array.from(atob(epoch.fields), (c) => c.charCodeAt(0));
  const pixels = bytes.length / Math.max(1, epoch.fieldUnits);
  const side = Math.round(Math.sqrt(pixels));
  if (holder.children.length !== epoch.fieldUnits) {
    holder.replaceChildren(...Array.from({ length: epoch.fieldUnits }, (_, i) => el('canvas', { class: 'field', width: side, height: side, role: 'img', 'aria-label': t('forward.field', { unit: i + 1 }) })));
  }
  [...holder.children].forEach((canvas, unit) => {
    const context = canvas.getContext('2d');
    const image = context.createImageData(side, side);
    for (let i = 0; i < side * side; i += 1) {
      const byte = bytes[unit * pixels + i];
      const value = (byte > 127 ? byte - 256 : byte) / 127;
      const s = Math.min(1, Math.abs(value) * 1.4);
      const end = value < 0 ? [0, 90, 160] : [200, 85, 0];
      for (let k = 0; k < 3; k += 1) image.data[4 * i + k] = Math.round(250 + (end[k] - 250) * s);
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  });
}

// A pad of 28 × 28 pixels to draw on.
export function drawingPad(onChange) {
  const canvas = el('canvas', { class: 'pad', width: 28, height: 28, tabindex: 0, role: 'img', 'aria-label': t('forward.pad') });
  const pixels = new Float32Array(784);
  const context = canvas.getContext('2d');
  let isDown = false;
  let last = null;
  let timer = null;
  function paint() {
    const image = context.createImageData(28, 28);
    pixels.forEach((value, i) => {
      const grey = Math.round(255 * (1 - value));
      image.data.set([grey, grey, grey, 255], 4 * i);
    });
    context.putImageData(image, 0, 0);
  }
  function dab(x, y) {
    for (let row = 0; row < 28; row += 1) {
      for (let column = 0; column < 28; column += 1) {
        const ink = Math.max(0, Math.min(1, 1.75 - Math.hypot(column + 0.5 - x, row + 0.5 - y)));
        pixels[row * 28 + column] = Math.max(pixels[row * 28 + column], ink);
      }
    }
  }
  function at(event) {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * 28, ((event.clientY - box.top) / box.height) * 28];
  }
  function stroke(event) {
    const [x, y] = at(event);
    const [fromX, fromY] = last ?? [x, y];
    const parts = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) * 2));
    for (let i = 1; i <= parts; i += 1) dab(fromX + ((x - fromX) * i) / parts, fromY + ((y - fromY) * i) / parts);
    last = [x, y];
    paint();
    tell();
  }
  function tell() {
    if (timer) return;
    timer = setTimeout(() => { timer = null; onChange([...pixels].map((v) => Math.round(v * 1000) / 1000)); }, 90);
  }
  canvas.addEventListener('pointerdown', (event) => { isDown = true; last = null; canvas.setPointerCapture(event.pointerId); stroke(event); event.preventDefault(); });
  canvas.addEventListener('pointermove', (event) => { if (isDown) stroke(event); });
  canvas.addEventListener('pointerup', () => { isDown = false; });
  paint();
  // Strokes in shares of the pad, so that a digit can be put there by a button.
  function put(strokes) {
    pixels.fill(0);
    for (const points of strokes) {
      points.forEach(([x, y], i) => {
        const [fromX, fromY] = points[Math.max(0, i - 1)];
        for (let k = 0; k <= 24; k += 1) dab((fromX + ((x - fromX) * k) / 24) * 28, (fromY + ((y - fromY) * k) / 24) * 28);
      });
    }
    paint();
    tell();
  }
  return { node: canvas, clear() { pixels.fill(0); paint(); }, put };
}

// Strokes of a few digits, for those who cannot draw with a mouse.
export const digitStrokes = {
  1: [[[0.4, 0.3], [0.52, 0.2], [0.52, 0.8]]],
  3: [[[0.35, 0.25], [0.55, 0.2], [0.64, 0.33], [0.5, 0.47], [0.66, 0.62], [0.58, 0.78], [0.34, 0.76]]],
  4: [[[0.42, 0.2], [0.33, 0.55], [0.7, 0.55]], [[0.6, 0.35], [0.6, 0.82]]],
  7: [[[0.33, 0.24], [0.68, 0.24], [0.48, 0.8]]],
};

export function costTable(costs, mates) {
  const rows = costs.map((cost) => el('tr', {}, el('td', {}, cost.words), ...[cost.vectorsRead, cost.conversions, Math.round(cost.programPulses), Math.round(cost.writePulses)].map((v) => el('td', {}, shown(v, 4))),
    el('td', {}, cost.joules > 0 ? `${shown(cost.joules * 1e6, 3)} µJ` : t('copy.unsaid')), el('td', {}, duration(cost.chipSeconds))));
  return el('div', { class: 'scroll' }, el('table', { 'data-table': 'costs' }, el('caption', { class: 'small' }, t('copy.costs.caption', mates)),
    el('thead', {}, el('tr', {}, ['copy.costs.stage', 'copy.costs.reads', 'copy.costs.conversions', 'copy.costs.program', 'copy.costs.write', 'copy.costs.energy', 'copy.costs.time'].map((name) => el('th', { scope: 'col' }, t(name))))),
    el('tbody', {}, rows)));
}
