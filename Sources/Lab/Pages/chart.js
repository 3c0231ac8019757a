// Figures in SVG: axes with units, lines, bands, bars; and a curve that is guessed by its handles.
import { el, t, shown, duration } from './text.js';

function niceTicks(low, high, count = 5) {
  const raw = (high - low) / count || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * power).find((n) => n >= raw * 0.999) ?? raw;
  const ticks = [];
  for (let value = Math.ceil(low / step - 1e-9) * step; value <= high + step * 1e-6; value += step) ticks.push(Math.abs(value) < step * 1e-9 ? 0 : value);
  return ticks;
}

export function scale(domain, range, log = false) {
  const f = log ? Math.log10 : (v) => v;
  const [a, b] = domain.map(f);
  const size = b - a || 1;
  const map = (value) => range[0] + ((f(value) - a) / size) * (range[1] - range[0]);
  map.invert = (place) => { const v = a + ((place - range[0]) / (range[1] - range[0])) * size; return log ? 10 ** v : v; };
  map.domain = domain;
  return map;
}

export function extent(lists, pad = 0.06) {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) for (const value of list) if (Number.isFinite(value)) { low = Math.min(low, value); high = Math.max(high, value); }
  if (!Number.isFinite(low)) return [0, 1];
  if (low === high) { low -= Math.abs(low) * 0.1 || 1; high += Math.abs(high) * 0.1 || 1; }
  const margin = (high - low) * pad;
  return [low - margin, high + margin];
}

// Colours by number; the classes of the style sheet make them fit the theme.
export const colours = ['var(--c0)', 'var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)'];

function axisText(axis) { return axis.unit ? `${axis.label} (${axis.unit})` : axis.label; }

// A figure with axes. Gives the drawing, its scales and a layer to draw on.
export function plot({ x, y, width = 720, height = 340, label, left = 64 }) {
  const box = { left, right: width - 14, top: 14, bottom: height - 46 };
  const sx = scale(x.domain, [box.left, box.right], x.log);
  const sy = scale(y.domain, [box.bottom, box.top], y.log);
  const svg = el('svg:svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label });
  const axes = el('svg:g', { class: 'tick' });
  const xTicks = x.ticks ?? niceTicks(x.domain[0], x.domain[1], Math.max(3, Math.round(width / 120)));
  for (const tick of xTicks) {
    const value = tick.value ?? tick;
    const place = sx(value);
    if (place < box.left - 1 || place > box.right + 1) continue;
    axes.append(el('svg:line', { class: 'gridline', x1: place, x2: place, y1: box.top, y2: box.bottom }));
    const words = tick.text ?? (x.format ? x.format(value) : shown(value, 4));
    axes.append(el('svg:text', { x: place, y: box.bottom + 17, 'text-anchor': 'middle' }, words));
  }
  for (const value of y.ticks ?? niceTicks(y.domain[0], y.domain[1])) {
    const place = sy(value);
    if (place > box.bottom + 1 || place < box.top - 1) continue;
    axes.append(el('svg:line', { class: 'gridline', x1: box.left, x2: box.right, y1: place, y2: place }));
    axes.append(el('svg:text', { x: box.left - 8, y: place + 4, 'text-anchor': 'end' }, y.format ? y.format(value) : shown(value, 4)));
  }
  svg.append(axes);
  svg.append(el('svg:path', { class: 'axis', d: `M${box.left},${box.top}V${box.bottom}H${box.right}` }));
  svg.append(el('svg:text', { x: (box.left + box.right) / 2, y: height - 8, 'text-anchor': 'middle' }, axisText(x)));
  svg.append(el('svg:text', { transform: `translate(15 ${(box.top + box.bottom) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, axisText(y)));
  const layer = el('svg:g');
  svg.append(layer);
  return { svg, layer, sx, sy, box };
}

export function pathOf(figure, xs, ys) {
  let text = '';
  let pen = 'M';
  for (let i = 0; i < xs.length; i += 1) {
    if (!Number.isFinite(ys[i])) { pen = 'M'; continue; }
    text += `${pen}${figure.sx(xs[i]).toFixed(1)},${figure.sy(ys[i]).toFixed(1)}`;
    pen = 'L';
  }
  return text;
}

export function line(figure, xs, ys, { colour = colours[0], width = 2, dash, opacity, dots } = {}) {
  figure.layer.append(el('svg:path', {
    d: pathOf(figure, xs, ys), fill: 'none', stroke: colour, 'stroke-width': width, 'stroke-dasharray': dash,
    'stroke-opacity': opacity, 'stroke-linejoin': 'round',
  }));
  if (dots) {
    xs.forEach((value, index) => {
      if (Number.isFinite(ys[index])) figure.layer.append(el('svg:circle', { cx: figure.sx(value), cy: figure.sy(ys[index]), r: 3.2, fill: colour }));
    });
  }
}

export function band(figure, xs, low, high, { colour = 'var(--band)' } = {}) {
  const there = xs.map((v, i) => `${figure.sx(v).toFixed(1)},${figure.sy(high[i]).toFixed(1)}`);
  const back = xs.map((v, i) => `${figure.sx(v).toFixed(1)},${figure.sy(low[i]).toFixed(1)}`).reverse();
  figure.layer.append(el('svg:path', { d: `M${there.join('L')}L${back.join('L')}Z`, fill: colour, stroke: 'none' }));
}

export function mark(figure, value, words, { colour = 'var(--soft)', dash = '4 3' } = {}) {
  const place = figure.sx(value);
  figure.layer.append(el('svg:line', { x1: place, x2: place, y1: figure.box.top, y2: figure.box.bottom, stroke: colour, 'stroke-dasharray': dash }));
  if (words) {
    const isRight = place > (figure.box.left + figure.box.right) / 2;
    figure.layer.append(el('svg:text', { x: place + (isRight ? -5 : 5), y: figure.box.top + 12, 'text-anchor': isRight ? 'end' : 'start' }, words));
  }
}

// Counts in bins as filled steps.
export function steps(figure, edges, counts, { colour, dash } = {}) {
  const base = figure.sy(figure.sy.domain[0]);
  let text = `M${figure.sx(edges[0]).toFixed(1)},${base}`;
  counts.forEach((count, i) => {
    const top = figure.sy(count).toFixed(1);
    text += `L${figure.sx(edges[i]).toFixed(1)},${top}L${figure.sx(edges[i + 1]).toFixed(1)},${top}`;
  });
  text += `L${figure.sx(edges[edges.length - 1]).toFixed(1)},${base}Z`;
  figure.layer.append(el('svg:path', { d: text, fill: colour, 'fill-opacity': 0.22, stroke: colour, 'stroke-width': 1.6, 'stroke-dasharray': dash }));
}

export function legend(entries) {
  return el('ul', { class: 'legend' }, entries.map(({ label, colour, dash, box, opacity }) => el('li', {},
    el('span', { class: `key${dash ? ' dashed' : ''}${box ? ' box' : ''}`, style: box ? { background: colour } : { borderColor: colour, opacity } }), label)));
}

// Ticks of a time axis from a second to ten years.
export function timeTicks() {
  return [1, 60, 3600, 86400, 2629800, 31557600, 315576000].map((value) => ({ value, text: value === 2629800 ? t('unit.month') : duration(value) }));
}

// A curve that is guessed: handles at some places that go up and down by mouse, finger or arrow keys.
export function guessable(figure, places, values, { unit, onChange, format = (v) => shown(v, 3), where = (v) => shown(v, 3) }) {
  const guess = [...values];
  const [low, high] = figure.sy.domain;
  const curve = el('svg:path', { fill: 'none', stroke: 'var(--guess)', 'stroke-width': 2.4, 'stroke-dasharray': '7 5' });
  figure.layer.append(curve);
  const handles = places.map((place, index) => {
    const handle = el('svg:circle', {
      class: 'handle', r: 9, fill: 'var(--paper)', stroke: 'var(--guess)', 'stroke-width': 2.4, tabindex: 0, role: 'slider',
      'aria-valuemin': low, 'aria-valuemax': high, 'aria-label': t('guess.handle', { place: where(place) }),
      'aria-orientation': 'vertical',
    });
    handle.addEventListener('keydown', (event) => {
      const step = (high - low) / (event.shiftKey ? 10 : 50);
      const change = { ArrowUp: step, ArrowRight: step, ArrowDown: -step, ArrowLeft: -step, PageUp: 5 * step, PageDown: -5 * step }[event.key];
      if (change === undefined) return;
      event.preventDefault();
      move(index, guess[index] + change);
    });
    figure.layer.append(handle);
    return handle;
  });
  function draw() {
    curve.setAttribute('d', pathOf(figure, places, guess));
    handles.forEach((handle, index) => {
      handle.setAttribute('cx', figure.sx(places[index]));
      handle.setAttribute('cy', figure.sy(guess[index]));
      handle.setAttribute('aria-valuenow', guess[index].toPrecision(4));
      handle.setAttribute('aria-valuetext', `${format(guess[index])} ${unit}`);
    });
  }
  function move(index, value) {
    guess[index] = Math.min(high, Math.max(low, value));
    draw();
    onChange?.(guess);
  }
  // The mouse takes every handle that it passes: a curve is drawn in one stroke.
  const at = (event) => {
    const matrix = figure.svg.getScreenCTM();
    if (!matrix) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
    let best = 0;
    places.forEach((place, index) => {
      if (Math.abs(figure.sx(place) - point.x) < Math.abs(figure.sx(places[best]) - point.x)) best = index;
    });
    move(best, figure.sy.invert(point.y));
  };
  let isDown = false;
  figure.svg.style.touchAction = 'none';
  figure.svg.addEventListener('pointerdown', (event) => { isDown = true; figure.svg.setPointerCapture(event.pointerId); at(event); event.preventDefault(); });
  figure.svg.addEventListener('pointermove', (event) => { if (isDown) at(event); });
  figure.svg.addEventListener('pointerup', () => { isDown = false; });
  draw();
  return guess;
}

// The value of a curve of straight pieces.
export function between(xs, ys, x, log = false) {
  const f = log ? Math.log : (v) => v;
  if (x <= xs[0]) return ys[0];
  for (let i = 1; i < xs.length; i += 1) {
    if (x <= xs[i]) return ys[i - 1] + ((f(x) - f(xs[i - 1])) / (f(xs[i]) - f(xs[i - 1]))) * (ys[i] - ys[i - 1]);
  }
  return ys[ys.length - 1];
}

// A colour between blue, paper and orange for −1…1; readable with any kind of colour vision.
export function diverging(value) {
  const v = Math.max(-1, Math.min(1, value));
  const mix = (a, b, s) => Math.round(a + (b - a) * s);
  const end = v < 0 ? [0, 90, 160] : [200, 85, 0];
  const s = Math.abs(v) ** 0.85;
  return `rgb(${mix(247, end[0], s)},${mix(247, end[1], s)},${mix(245, end[2], s)})`;
}

// From paper to deep blue for 0…1.
export function sequential(value) {
  const v = Math.max(0, Math.min(1, value));
  const stops = [[247, 248, 250], [170, 205, 227], [74, 144, 190], [16, 78, 139], [4, 38, 84]];
  const place = v * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  return `rgb(${stops[i].map((a, k) => Math.round(a + (stops[i + 1][k] - a) * (place - i))).join(',')})`;
}

// A map of numbers as an SVG of squares, with its scale beside it.
export function heatMap({ values, columns, colour, low, high, unit, label, xLabel, yLabel, crosses = [] }) {
  const rows = values.length / columns;
  const side = 13;
  const width = columns * side + 104;
  const height = rows * side + 34;
  const svg = el('svg:svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': label, class: 'map' });
  const left = 24;
  values.forEach((value, index) => {
    const x = left + (index % columns) * side;
    const y = 4 + Math.floor(index / columns) * side;
    const square = el('svg:rect', { x, y, width: side - 0.6, height: side - 0.6, fill: colour(value) });
    square.append(el('svg:title', {}, `${t('array.cell', { row: Math.floor(index / columns) + 1, column: (index % columns) + 1 })}: ${shown(value, 4)} ${unit}`));
    svg.append(square);
    if (crosses.includes(index)) svg.append(el('svg:path', { d: `M${x + 3},${y + 3}l7,7m0,-7l-7,7`, stroke: '#000', 'stroke-width': 1.6, fill: 'none' }));
  });
  svg.append(el('svg:text', { x: left + (columns * side) / 2, y: height - 8, 'text-anchor': 'middle' }, xLabel));
  svg.append(el('svg:text', { transform: `translate(13 ${4 + (rows * side) / 2}) rotate(-90)`, 'text-anchor': 'middle' }, yLabel));
  const barLeft = left + columns * side + 14;
  const barHeight = rows * side;
  for (let i = 0; i < 40; i += 1) {
    const value = high + ((low - high) * (i + 0.5)) / 40;
    svg.append(el('svg:rect', { x: barLeft, y: 4 + (i * barHeight) / 40, width: 12, height: barHeight / 40 + 0.5, fill: colour(value) }));
  }
  const ends = el('svg:g', { class: 'tick' },
    el('svg:text', { x: barLeft + 16, y: 14 }, shown(high, 3)),
    el('svg:text', { x: barLeft + 16, y: 4 + barHeight / 2 + 4 }, unit),
    el('svg:text', { x: barLeft + 16, y: 4 + barHeight }, shown(low, 3)));
  svg.append(ends);
  return svg;
}
