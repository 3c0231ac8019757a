// Controls with labels, units and help; where everything was made beforehand, with the values that were.
import { el, t, has, shown } from './text.js';
import { allowed, made } from './api.js';

let controlCount = 0;

// Each: {id, type: range | select | number, label, unit, min, max, step, options: [[value, words]], question}.
// Gives an element with .value, and tells `onChange` of every change.
export function control(spec, value, onChange) {
  const values = spec.question ? allowed(spec.question, spec.id) : null;
  const id = `control-${spec.id}-${controlCount += 1}`;
  const label = t(spec.label);
  const box = el('div', { class: 'control', 'data-control': spec.id });
  const help = has(`${spec.label}.hint`) ? el('div', { class: 'hint', id: `${id}-hint` }, t(`${spec.label}.hint`)) : null;
  const output = el('output', { for: id });
  box.append(el('label', { for: id }, el('span', {}, label), output));
  let input;
  let read;
  const words = (v) => (spec.format ? spec.format(v) : `${shown(v, 5)}${spec.unit ? ' ' + spec.unit : ''}`);
  if (spec.type === 'select') {
    const options = spec.options.filter(([v]) => !values || values.includes(v));
    input = el('select', { id }, options.map(([v, text]) => el('option', { value: v, selected: v === value }, text)));
    read = () => input.value;
  } else if (values && spec.type === 'range' && values.length > 1) {
    // Few values: a slider over their places.
    const nearest = values.reduce((best, v, i) => (Math.abs(v - value) < Math.abs(values[best] - value) ? i : best), 0);
    input = el('input', { id, type: 'range', min: 0, max: values.length - 1, step: 1, value: nearest });
    read = () => values[Number(input.value)];
  } else if (values) {
    const chosen = values.includes(value) ? value : values[0];
    input = el('select', { id }, values.map((v) => el('option', { value: v, selected: v === chosen }, words(v))));
    read = () => Number(input.value);
  } else if (spec.type === 'range') {
    input = el('input', { id, type: 'range', min: spec.min, max: spec.max, step: spec.step ?? 1, value });
    read = () => Number(input.value);
  } else {
    input = el('input', { id, type: 'number', min: spec.min, max: spec.max, step: 1, value, inputmode: 'numeric' });
    read = () => {
      const number = Math.round(Number(input.value));
      return Number.isFinite(number) && input.value !== '' ? Math.min(spec.max, Math.max(spec.min, number)) : spec.min;
    };
  }
  if (help) input.setAttribute('aria-describedby', `${id}-hint`);
  const show = () => {
    if (spec.type === 'range') { output.textContent = words(read()); input.setAttribute('aria-valuetext', words(read())); }
  };
  input.addEventListener(spec.type === 'range' ? 'input' : 'change', () => { show(); onChange(read(), spec.id); });
  show();
  box.append(input);
  if (help) box.append(help);
  return { node: box, input, get value() { return read(); } };
}

// Several controls whose values are one object. `onChange` gets all of them.
export function controlPanel(specs, start, onChange) {
  const values = {};
  const panel = el('div', { class: 'controls' });
  const parts = {};
  for (const spec of specs) {
    parts[spec.id] = control(spec, start[spec.id], (value) => { values[spec.id] = value; onChange?.(values, spec.id); });
    values[spec.id] = parts[spec.id].value;
    panel.append(parts[spec.id].node);
  }
  return { node: panel, values, parts };
}

export function cardSpec(cards, question, fits, label = 'control.card') {
  const options = cards.filter(fits).map((card) => [card.id, `${card.title}`]);
  return { id: 'card', type: 'select', label, options, question };
}

// The chip's serial number: one for all rooms, kept while the browser is open.
const serialListeners = new Set();
export function chipSerial() {
  const input = document.getElementById('chip-serial');
  const number = Math.round(Number(input.value));
  return Number.isFinite(number) && input.value !== '' ? Math.min(999998, Math.max(0, number)) : 7;
}
export function onSerial(listener) { serialListeners.add(listener); }
export function forgetListeners() { serialListeners.clear(); }
export function startSerial() {
  const input = document.getElementById('chip-serial');
  let old = '7';
  try { old = localStorage.getItem('lab-serial') ?? '7'; } catch { /* no storage */ }
  input.value = made ? '7' : old;
  if (made) {
    const choices = allowed('pulses', 'serial');
    const select = el('select', { id: 'chip-serial' }, choices.map((v) => el('option', { value: v, selected: v === 7 }, String(v))));
    input.replaceWith(select);
    select.addEventListener('change', () => serialListeners.forEach((listener) => listener(chipSerial())));
    return;
  }
  input.addEventListener('change', () => {
    input.value = chipSerial();
    try { localStorage.setItem('lab-serial', input.value); } catch { /* no storage */ }
    serialListeners.forEach((listener) => listener(chipSerial()));
  });
}
