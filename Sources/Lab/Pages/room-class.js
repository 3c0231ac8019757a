// The instructor's view: the class side by side, the plan of the lesson, questions with answers folded away.
import { el, t, shown, percent, has, rich } from './text.js';
import { follower, classroom, startClass, allCards, made } from './api.js';
import { plot, line, band, legend, colours, scale } from './chart.js';
import { controlPanel, cardSpec } from './controls.js';
import { roomHead, figure, repeatPanel, statusLine, bench, panel, numbers } from './panels.js';
import { fileButtons } from './files.js';

export async function roomClass(place) {
  const cards = await allCards();
  const status = statusLine();
  const curves = figure(t('class.curves.title'), 'class-curves');
  const cells = figure(t('class.cells.title'), 'class-cells');
  const readings = el('div', { 'aria-live': 'polite' });
  const table = el('div');
  const repeat = repeatPanel();
  let yaml = null;
  let cellCommand = null;
  let isHere = true;

  const controls = controlPanel([
    { id: 'first', type: 'number', label: 'class.first', min: 1, max: 999000 }, { id: 'count', type: 'number', label: 'class.count', min: 2, max: 60 },
    { ...cardSpec(cards, 'classPulses', (card) => card.parts.includes('pulse'), 'class.card') },
  ], { first: 1, count: 30, card: 'pcm-nandakumar2020' }, (values, id) => { if (id === 'card' || !made) askCells(values); });
  const train = el('button', { type: 'button', class: 'main', id: 'train', disabled: made !== null, onclick: begin }, t('class.train'));
  const ask = follower('classPulses', showCells, cells.fault);
  function askCells({ card, first, count }) { ask(made ? { card, up: 100, down: 100 } : { card, up: 100, down: 100, first, count }); }

  async function begin() {
    try {
      show(await startClass({ first: controls.values.first, count: controls.values.count }));
      status.say(t('class.running'));
    } catch (error) { status.fault(error); }
  }
  async function watch() {
    if (!isHere || !place.isConnected) return;
    try { show(await classroom()); } catch (error) { status.fault(error); }
    if (!made) setTimeout(watch, 700);
  }
  let last = '';
  function show(board) {
    // Drawn anew only where something is new.
    const now = JSON.stringify(board);
    if (now === last) return;
    last = now;
    const counted = board.entries.filter((entry) => entry.isUsual);
    const longest = Math.max(1, ...counted.map((entry) => entry.errors.length));
    const chart = plot({ x: { label: t('axis.epoch'), domain: [0, Math.max(12, longest)] }, y: { label: t('axis.error'), unit: '%', domain: [0, 100] }, label: t('class.curves.alt') });
    const epochs = Array.from({ length: longest }, (_, i) => i + 1);
    const at = epochs.map((epoch) => counted.map((entry) => entry.errors[epoch - 1]).filter((v) => v !== undefined));
    const means = at.map((values) => (values.length ? (100 * values.reduce((a, b) => a + b, 0)) / values.length : NaN));
    const spreads = at.map((values, i) => (values.length > 1 ? Math.sqrt(values.reduce((s, v) => s + (100 * v - means[i]) ** 2, 0) / (values.length - 1)) : 0));
    counted.forEach((entry) => line(chart, entry.errors.map((_, i) => i + 1), entry.errors.map((v) => v * 100), { colour: colours[0], width: 1, opacity: 0.4 }));
    const whole = epochs.filter((_, i) => Number.isFinite(means[i]));
    if (whole.length > 1) band(chart, whole, whole.map((e) => means[e - 1] - spreads[e - 1]), whole.map((e) => means[e - 1] + spreads[e - 1]));
    line(chart, epochs, means, { colour: colours[1], width: 3 });
    curves.show(chart.svg, {
      legend: legend([{ label: t('class.chip'), colour: colours[0], opacity: 0.6 }, { label: t('class.mean'), colour: colours[1] }]),
      words: board.mean === null || board.mean === undefined ? t('class.curves.before') : t('class.curves.words', { mean: percent(board.mean), spread: shown((board.deviation ?? 0) * 100, 2), done: board.done }), stem: 'class',
      kinds: { csv: () => [{ name: 'serial', values: counted.map((entry) => entry.serial) }, { name: 'final_test_error', values: counted.map((entry) => entry.final ?? '') }], npy: () => ({ values: counted.map((entry) => entry.final ?? NaN), shape: [counted.length] }) },
    });
    readings.replaceChildren(numbers([[t('class.done'), `${board.done} / ${counted.length}`, 'done'], [t('class.mean'), percent(board.mean), 'mean'], [t('class.spread'), board.deviation ? `${shown(board.deviation * 100, 2)} ${t('unit.points')}` : '–', 'spread']]));
    yaml = board.yaml ?? null;
    showRepeat();
    table.replaceChildren(board.entries.length ? smallMultiples(board.entries) : el('p', { class: 'small' }, t('class.empty')));
    if (board.done > 0 && board.done === counted.length) status.say(t('class.over'));
  }

  // One small curve for each serial number.
  function smallMultiples(entries) {
    return el('div', { class: 'trio', style: { gridTemplateColumns: 'repeat(auto-fill, minmax(92px, 1fr))' } }, entries.map((entry) => {
      const [sx, sy] = [scale([1, Math.max(2, entry.errors.length)], [3, 87]), scale([0, 1], [40, 3])];
      const path = entry.errors.map((v, i) => `${i ? 'L' : 'M'}${sx(i + 1).toFixed(1)},${sy(v).toFixed(1)}`).join('');
      const words = entry.final === undefined || entry.final === null ? '…' : percent(entry.final);
      return el('div', {}, el('svg:svg', { viewBox: '0 0 90 44', role: 'img', 'aria-label': t('class.one', { serial: entry.serial, error: words }), style: { width: '100%' } },
        el('svg:rect', { x: 0.5, y: 0.5, width: 89, height: 43, fill: 'none', stroke: 'var(--line)' }), el('svg:path', { d: path || 'M0,0', fill: 'none', stroke: entry.isUsual ? colours[0] : 'var(--soft)', 'stroke-width': 1.6 })),
      el('div', { class: 'small', style: { fontSize: '.74rem' } }, `${entry.serial}: ${words}${entry.byStudent ? ' ●' : ''}`));
    }));
  }

  function showCells(answer) {
    cellCommand = answer.command;
    showRepeat();
    const high = Math.max(...answer.devices.map((d) => Math.max(...d))) * 1.05;
    const chart = plot({ x: { label: t('axis.pulses'), domain: [0, answer.x[answer.x.length - 1]] }, y: { label: t('axis.conductance'), unit: 'µS', domain: [0, high] }, label: t('class.cells.alt'), height: 300 });
    answer.devices.forEach((device) => line(chart, answer.x, device, { colour: colours[0], width: 1, opacity: 0.4 }));
    band(chart, answer.x, answer.mean.map((v, i) => v - answer.deviation[i]), answer.mean.map((v, i) => v + answer.deviation[i]));
    line(chart, answer.x, answer.mean, { colour: colours[1], width: 3 });
    const end = answer.x.length - 1;
    cells.show(chart.svg, {
      legend: legend([{ label: t('class.cell'), colour: colours[0], opacity: 0.6 }, { label: t('class.mean'), colour: colours[1] }]), stem: `class-cells-${answer.card}`,
      words: t('class.cells.words', { count: answer.devices.length, mean: shown(answer.mean[end], 4), spread: shown(answer.deviation[end], 3) }),
      kinds: { csv: () => [{ name: 'pulse', values: answer.x }, { name: 'mean_uS', values: answer.mean }, { name: 'deviation_uS', values: answer.deviation }], npy: () => ({ values: answer.devices.flat(), shape: [answer.devices.length, answer.x.length] }) },
    });
  }

  function showRepeat() {
    repeat.show([...(yaml ? ['mortal run class.yaml --output out/class', 'mortal export out/class --output class.csv'] : []), ...(cellCommand ? [cellCommand] : [])]);
    yamlPlace.hidden = !yaml;
  }
  const yamlPlace = fileButtons('class', { yaml: () => yaml });
  repeat.node.append(yamlPlace);

  const plan = el('dl', { class: 'plan' });
  for (let i = 1; has(`class.plan.${i}.time`); i += 1) plan.append(el('dt', {}, t(`class.plan.${i}.time`)), rich('dd', `class.plan.${i}`));
  const questions = el('div');
  for (let i = 1; has(`class.ask.${i}`); i += 1) questions.append(el('details', {}, el('summary', {}, t(`class.ask.${i}`)), rich('p', `class.answer.${i}`)));

  place.append(roomHead('class'), bench(
    [panel('', 'step.choose', null, controls.node, el('div', { style: { marginTop: '12px' } }, train), status.node), panel('', null, null, readings)],
    [curves.node, el('section', {}, el('h2', {}, t('class.each.title')), table), cells.node, panel('', null, t('class.plan.title'), plan), panel('', null, t('class.ask.title'), questions), repeat.node]));
  askCells(controls.values);
  watch();
  return () => { isHere = false; };
}
