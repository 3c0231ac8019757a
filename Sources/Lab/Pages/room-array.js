// Room 2: one array.
import { el, t, shown } from './text.js';
import { follower, allCards, made } from './api.js';
import { plot, legend, diverging, sequential, heatMap, colours, extent } from './chart.js';
import { controlPanel, cardSpec, chipSerial, onSerial } from './controls.js';
import { roomHead, predictPanel, whyPanel, figure, repeatPanel, statusLine, verdict, bench, notices, panel, numbers } from './panels.js';
import { save, npy } from './files.js';

export async function roomArray(place) {
  const cards = await allCards();
  const status = statusLine();
  const grid = el('div', { class: 'cells', role: 'grid', style: { gridTemplateColumns: 'repeat(16, 1fr)' }, 'aria-label': t('array.grid') });
  const currents = figure(t('array.currents.title'), 'currents');
  const chips = figure(t('array.difference.title'), 'difference');
  const loss = figure(t('array.loss.title'), 'loss');
  const repeat = repeatPanel('array');
  const judged = verdict();
  const readings = el('div');
  const cellWords = el('p', { class: 'small', 'aria-live': 'polite' }, t('array.cell.none'));
  const noteBox = el('div');
  let edits = new Map();
  let answer = null;
  let chosen = null;
  let view = 'cells';
  let predicted = null;
  let question = null;

  const controls = controlPanel([
    { ...cardSpec(cards, 'array', (card) => !card.id.endsWith('odp')) },
    { id: 'pattern', type: 'select', label: 'array.pattern', question: 'array', options: ['waves', 'stripes', 'steps', 'blank'].map((v) => [v, t(`array.pattern.${v}`)]) },
    { id: 'drive', type: 'select', label: 'array.drive', question: 'array', options: ['ramp', 'all', 'one'].map((v) => [v, t(`array.drive.${v}`)]) },
    { id: 'other', type: 'number', label: 'array.other', min: 0, max: 999998, question: 'array' },
    { id: 'dacBits', type: 'range', label: 'array.dac', min: 0, max: 12, question: 'array', format: bits },
    { id: 'adcBits', type: 'range', label: 'array.adc', min: 0, max: 12, question: 'array', format: bits },
    { id: 'wire', type: 'range', label: 'array.wire', min: 0, max: 1000, step: 10, unit: 'Ω', question: 'array' },
    { id: 'stuck', type: 'range', label: 'array.stuck', min: 0, max: 30, unit: '%', question: 'array' },
  ], { card: 'pcm-joshi2020', pattern: 'waves', drive: 'ramp', other: 8, dacBits: 8, adcBits: 8, wire: 0, stuck: 0 }, (values, id) => {
    if (id === 'pattern') edits = new Map();
    ask();
  });
  function bits(v) { return v === 0 ? t('array.noBits') : `${v} ${t('unit.bit')}`; }
  const askArray = follower('array', show, status.fault);
  function ask() {
    askArray({ ...controls.values, serial: made ? 7 : chipSerial(), edits: [...edits].flat() });
  }

  const buttons = Array.from({ length: 256 }, (_, index) => {
    const button = el('button', { type: 'button', role: 'gridcell', tabindex: index === 0 ? 0 : -1, onclick: () => choose(index) });
    button.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 16, ArrowUp: -16 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const to = index + step;
      if (to < 0 || to > 255 || (Math.abs(step) === 1 && Math.floor(to / 16) !== Math.floor(index / 16))) return;
      buttons[index].tabIndex = -1;
      buttons[to].tabIndex = 0;
      buttons[to].focus();
    });
    return button;
  });
  for (let row = 0; row < 16; row += 1) grid.append(el('div', { role: 'row', style: { display: 'contents' } }, buttons.slice(row * 16, row * 16 + 16)));

  const slider = el('input', { type: 'range', min: -100, max: 100, step: 1, value: 0, id: 'cell-weight', disabled: true, 'aria-label': t('array.weight'), oninput: () => {
    edits.set(chosen, Number(slider.value));
    ask();
  } });
  const tabs = el('div', { class: 'tabs', role: 'group', 'aria-label': t('array.view') }, ['weights', 'cells', 'effective'].map((name) => el('button', {
    type: 'button', 'aria-pressed': name === view, 'data-view': name, onclick: (event) => {
      view = name;
      tabs.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', button === event.currentTarget));
      paint();
    },
  }, t(`array.view.${name}`))));

  function choose(index) {
    chosen = index;
    slider.disabled = made !== null;
    slider.value = Math.round(answer.weights[index] * 100);
    buttons.forEach((button, i) => { button.style.outline = i === index ? '3px solid var(--guess)' : ''; button.style.zIndex = i === index ? 1 : ''; });
    describe();
  }
  function describe() {
    if (chosen === null) return;
    const chip = answer.chips[0];
    cellWords.textContent = t('array.cell.words', {
      row: Math.floor(chosen / 16) + 1, column: (chosen % 16) + 1, weight: shown(answer.weights[chosen], 3), own: shown(chip.cells[chosen], 4),
      reference: shown(chip.reference[chosen], 4), effective: shown(chip.effective[chosen], 3),
    }) + (chip.stuck.includes(chosen) ? ` ${t('array.cell.stuck')}` : '') + (made ? ` ${t('array.cell.made')}` : '');
  }

  function paint() {
    const chip = answer.chips[0];
    const most = Math.max(...chip.cells, 1e-6);
    buttons.forEach((button, i) => {
      const value = view === 'cells' ? chip.cells[i] / most : view === 'weights' ? answer.weights[i] : chip.effective[i];
      button.style.background = view === 'cells' ? sequential(value) : diverging(value);
      button.className = chip.stuck.includes(i) ? 'stuck' : '';
      button.setAttribute('aria-label', t('array.cell.label', { row: Math.floor(i / 16) + 1, column: (i % 16) + 1, weight: shown(answer.weights[i], 2) }));
    });
    describe();
  }

  function show(got) {
    answer = got;
    status.say('');
    noteBox.replaceChildren(...notices(got.notes, 'array'));
    repeat.show(got.commands, {
      arrays: [{ name: 'weights.npy', values: got.weights, shape: [16, 16] }, { name: 'inputs.npy', values: got.inputs, shape: [1, 16] }],
    });
    paint();
    const [a, b] = got.chips;
    const apart = distance(a.currents, b.currents, got.exact);
    const repeated = distance(a.currents, a.again, got.exact);
    readings.replaceChildren(numbers([
      [t('array.error', { serial: a.serial }), `${shown(a.relativeError * 100, 3)} %`, 'error-a'],
      [t('array.error', { serial: b.serial }), `${shown(b.relativeError * 100, 3)} %`, 'error-b'],
      [t('array.apart'), `${shown(apart * 100, 3)} %`, 'apart'], [t('array.again'), `${shown(repeated * 100, 3)} %`, 'again'],
    ]));
    const columns = Array.from({ length: 16 }, (_, i) => i + 1);
    const [low, high] = extent([got.exact, a.currents, b.currents, [0]]);
    const chart = plot({ x: { label: t('axis.bitLine'), domain: [0.3, 16.7], ticks: columns }, y: { label: t('axis.current'), unit: 'µA', domain: [low, high] }, label: t('array.currents.alt') });
    const zero = chart.sy(0);
    columns.forEach((column, i) => {
      [[got.exact, 'var(--soft)', -0.27], [a.currents, colours[0], 0], [b.currents, colours[1], 0.27]].forEach(([values, colour, shift]) => {
        const top = chart.sy(values[i]);
        chart.layer.append(rect(chart.sx(column + shift) - 4.6, Math.min(zero, top), 9.2, Math.abs(zero - top), colour));
      });
    });
    currents.show(chart.svg, {
      legend: legend([{ label: t('array.exact'), colour: 'var(--soft)', box: true }, { label: t('array.chip', { serial: a.serial }), colour: colours[0], box: true }, { label: t('array.chip', { serial: b.serial }), colour: colours[1], box: true }]),
      words: t('array.currents.words', { error: shown(a.relativeError * 100, 3), apart: shown(apart * 100, 3), repeated: shown(repeated * 100, 2), voltage: shown(got.readMillivolts, 3) }),
      stem: `currents-${got.card}-${a.serial}`,
      kinds: {
        csv: () => [{ name: 'bit_line', values: columns }, { name: 'exact_uA', values: got.exact }, { name: `chip${a.serial}_uA`, values: a.currents }, { name: `chip${a.serial}_again_uA`, values: a.again }, { name: `chip${b.serial}_uA`, values: b.currents }],
        npy: () => ({ values: [...got.exact, ...a.currents, ...b.currents], shape: [3, 16] }),
      },
    });
    const differences = a.effective.map((value, i) => b.effective[i] - value);
    const largest = Math.max(...differences.map(Math.abs), 1e-6);
    chips.show(heatMap({
      values: differences, columns: 16, colour: (v) => diverging(v / largest), low: -largest, high: largest, unit: t('unit.weight'), label: t('array.difference.alt'), xLabel: t('axis.bitLine'), yLabel: t('axis.wordLine'),
      crosses: [...new Set([...a.stuck, ...b.stuck])],
    }), {
      words: t('array.difference.words', { a: a.serial, b: b.serial, largest: shown(largest, 2) }), stem: `difference-${a.serial}-${b.serial}`,
      kinds: { csv: () => [{ name: 'cell', values: differences.map((_, i) => i) }, { name: 'difference_weight', values: differences }], npy: () => ({ values: differences, shape: [16, 16] }) },
    });
    if (got.delivered) {
      const least = Math.min(...got.delivered);
      loss.show(heatMap({ values: got.delivered, columns: 16, colour: (v) => sequential((v - least) / (100 - least || 1)), low: least, high: 100, unit: '%', label: t('array.loss.alt'), xLabel: t('axis.bitLine'), yLabel: t('axis.wordLine') }), {
        words: t('array.loss.words', { least: shown(least, 3), most: shown(Math.max(...got.delivered), 4) }), stem: `delivered-${got.card}-${a.serial}`,
        kinds: { csv: () => [{ name: 'cell', values: got.delivered.map((_, i) => i) }, { name: 'delivered_percent', values: got.delivered }], npy: () => ({ values: got.delivered, shape: [16, 16] }) },
      });
    }
    loss.node.hidden = !got.delivered;
    judge();
  }

  function rect(x, y, width, height, fill) {
    const node = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [name, value] of Object.entries({ x, y, width, height, fill })) node.setAttribute(name, value);
    return node;
  }
  function distance(first, second, exact) {
    const error = first.reduce((sum, v, i) => sum + (v - second[i]) ** 2, 0);
    return Math.sqrt(error / (exact.reduce((sum, v) => sum + v * v, 0) || 1));
  }

  // The prediction: how many bits are enough?
  const choices = el('div', { class: 'row', role: 'group', 'aria-label': t('array.predict') }, ['4', '6', '8', '10'].map((n) => el('button', {
    type: 'button', 'data-guess': n, onclick: (event) => {
      predicted = Number(n);
      choices.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', button === event.currentTarget));
      judgeButton.disabled = false;
    },
  }, `${n} ${t('unit.bit')}`)));
  const judgeButton = el('button', { type: 'button', class: 'main', id: 'see', disabled: true, onclick: tryBits }, t('array.see'));
  const askBits = follower('array', gotBits, status.fault);
  const errors = {};
  function tryBits() {
    question = [4, 6, 8, 10, 12];
    nextBits();
  }
  function nextBits() {
    if (!question.length) return;
    askBits({ ...controls.values, adcBits: question[0], serial: made ? 7 : chipSerial(), edits: [...edits].flat() });
  }
  function gotBits(got) {
    errors[question.shift()] = got.chips[0].relativeError;
    if (question.length) { setTimeout(nextBits, 0); return; }
    judge(true);
  }
  function judge(now) {
    if (!now || predicted === null) return;
    // Enough: within a fifth of what twelve bits come to.
    const enough = [4, 6, 8, 10, 12].find((n) => errors[n] <= errors[12] * 1.2);
    judged.say(t(enough === predicted ? 'array.judge.right' : 'array.judge.wrong', {
      enough, list: [4, 6, 8, 10, 12].map((n) => `${n} ${t('unit.bit')}: ${shown(errors[n] * 100, 3)} %`).join('; '),
    }));
  }
  const inputFiles = el('div', { class: 'files' },
    el('button', { type: 'button', 'data-file': 'weights', onclick: () => save('weights.npy', npy(answer.weights, [16, 16])) }, t('array.file.weights')),
    el('button', { type: 'button', 'data-file': 'inputs', onclick: () => save('inputs.npy', npy(answer.inputs, [1, 16])) }, t('array.file.inputs')));
  repeat.node.append(inputFiles);

  onSerial(() => ask());
  place.append(roomHead('array'), bench(
    [panel('', 'step.choose', null, controls.node), predictPanel(t('array.predict.title'), el('p', {}, t('array.predict')), choices, el('div', { class: 'row', style: { marginTop: '8px' } }, judgeButton), judged.node), noteBox],
    [el('section', { class: 'pair' },
      el('div', {}, el('h2', {}, t('array.title.grid')), tabs, el('div', { style: { maxWidth: '420px', marginTop: '8px' } }, grid)),
      el('div', {}, readings, el('h3', {}, t('array.chosen')), cellWords, el('label', { for: 'cell-weight', class: 'small' }, t('array.weight')), slider, status.node)),
    currents.node, el('div', { class: 'pair' }, chips.node, loss.node), whyPanel('array'), repeat.node]));
  ask();
}
