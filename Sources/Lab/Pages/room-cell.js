// Room 1: one cell.
import { el, t, shown, duration } from './text.js';
import { follower, allCards } from './api.js';
import { plot, line, band, legend, extent, guessable, between, timeTicks, mark, colours } from './chart.js';
import { controlPanel, cardSpec, chipSerial, onSerial } from './controls.js';
import { roomHead, predictPanel, whyPanel, sourcePanel, figure, repeatPanel, statusLine, verdict, bench, notices, panel, numbers } from './panels.js';

export async function roomCell(place) {
  const cards = await allCards();
  const pulsed = (card) => card.parts.includes('pulse');
  const status = statusLine();
  const pulses = figure(t('cell.pulses.title'), 'pulses');
  const drift = figure(t('cell.drift.title'), 'drift');
  const trace = figure(t('cell.trace.title'), 'trace');
  const repeat = repeatPanel('cell');
  const judged = verdict();
  const noteBox = el('div', { class: 'side' });
  const sources = el('div');
  const facts = el('div');
  const commands = {};
  let shownCurve = null;
  let isSeen = false;
  let hasGuessed = false;
  let guess = null;
  let driftAnswer = null;

  const controls = controlPanel([
    { ...cardSpec(cards, 'pulses', pulsed) },
    { id: 'up', type: 'range', label: 'cell.up', min: 0, max: 500, step: 10, question: 'pulses' },
    { id: 'down', type: 'range', label: 'cell.down', min: 0, max: 500, step: 10, question: 'pulses' },
  ], { card: 'reram-array-om2022', up: 100, down: 100 }, changed);
  const later = controlPanel([
    { ...cardSpec(cards, 'drift', (card) => card.parts.includes('drift') || card.parts.includes('relaxation') || card.parts.includes('readNoise') || pulsed(card)) },
    { id: 'target', type: 'range', label: 'cell.target', min: 5, max: 100, step: 5, unit: '%', question: 'drift' },
    { id: 'temperature', type: 'range', label: 'cell.temperature', min: 250, max: 400, step: 5, unit: 'K', question: 'drift' },
    {
      id: 'interval', type: 'select', label: 'cell.interval', question: 'trace',
      options: [['1us', '1 µs'], ['1ms', '1 ms'], ['1s', '1 s']],
    },
    { id: 'clock', type: 'range', label: 'cell.clock', min: 0, max: 48, step: 1, format: (v) => duration(timeAt(v)) },
  ], { card: 'pcm-joshi2020', target: 60, temperature: 300, interval: '1ms', clock: 0 }, changedLater);
  // A slider over the logarithm of time.
  function timeAt(step) { return 315576000 ** (step / 48); }

  const askPulses = follower('pulses', showPulses, status.fault);
  const askDrift = follower('drift', (answer) => { driftAnswer = answer; showDrift(); }, drift.fault);
  const askTrace = follower('trace', showTrace, trace.fault);
  const seeButton = el('button', { type: 'button', class: 'main', id: 'see', onclick: see }, t('cell.see'));
  const again = el('button', { type: 'button', id: 'again', disabled: true, onclick: () => { isSeen = false; hasGuessed = false; guess = null; judged.hide(); drawPulses(); } }, t('guess.again'));

  function changed() { isSeen = false; hasGuessed = false; guess = null; judged.hide(); ask(); }
  function changedLater(values, id) { if (id === 'clock') showDrift(); else ask(false); }
  function ask(withPulses = true) {
    const { card: old, target, temperature, interval } = later.values;
    const serial = chipSerial();
    if (withPulses) askPulses({ card: controls.values.card, serial, up: controls.values.up, down: controls.values.down });
    askDrift({ card: old, serial, target, temperature });
    askTrace({ card: old, serial, target, temperature, interval });
    const card = cards.find((c) => c.id === controls.values.card);
    controls.parts.down.input.disabled = card.oneSided;
    sources.replaceChildren(sourcePanel(card, ['pulse']), sourcePanel(cards.find((c) => c.id === old), ['drift', 'readNoise', 'relaxation', 'leak', 'programming']));
    facts.replaceChildren(numbers([
      [t('cell.fact.window'), `${shown(card.low, 3)} – ${shown(card.high, 4)} µS`],
      [t('cell.fact.read'), `${shown(card.readMillivolts, 3)} mV`],
      [t('cell.fact.pulse'), card.pulsePicojoules ? `${shown(card.pulsePicojoules, 3)} pJ` : t('cell.fact.unsaid')],
    ]));
  }
  function repeatAll() { repeat.show(['pulses', 'drift', 'trace'].map((name) => commands[name]).filter(Boolean)); }

  function showPulses(answer) {
    shownCurve = answer;
    commands.pulses = answer.command;
    repeatAll();
    noteBox.replaceChildren(...notices(answer.notes, 'cell'));
    status.say('');
    drawPulses();
  }

  function drawPulses() {
    const answer = shownCurve;
    if (!answer) return;
    const card = cards.find((c) => c.id === answer.card);
    const last = answer.x[answer.x.length - 1];
    const high = Math.max(card.high, ...answer.devices.map((device) => Math.max(...device))) * 1.04;
    const chart = plot({
      x: { label: t('axis.pulses'), domain: [0, Math.max(1, last)] }, y: { label: t('axis.conductance'), unit: 'µS', domain: [0, high] },
      label: t(isSeen ? 'cell.pulses.alt' : 'cell.pulses.guessAlt'),
    });
    const turns = last > controls.values.up;
    if (turns) mark(chart, controls.values.up, t('cell.turn'));
    const entries = [{ label: t('guess.yours'), colour: 'var(--guess)', dash: true }];
    if (isSeen) {
      answer.devices.forEach((device) => line(chart, answer.x, device, { colour: colours[0], width: 1, opacity: 0.45 }));
      band(chart, answer.x, answer.mean.map((v, i) => v - answer.deviation[i]), answer.mean.map((v, i) => v + answer.deviation[i]));
      line(chart, answer.x, answer.mean, { colour: colours[1], width: 3 });
      entries.push({ label: t('cell.devices'), colour: colours[0], opacity: 0.6 }, { label: t('cell.mean'), colour: colours[1] });
    }
    const places = Array.from({ length: 9 }, (_, i) => (last * i) / 8);
    guess = guessable(chart, places, guess ?? places.map(() => high * 0.45), {
      unit: 'µS', onChange: (values) => { guess = [...values]; hasGuessed = true; seeButton.disabled = isSeen; if (isSeen) judge(); }, where: (v) => `${shown(v, 3)} ${t('axis.pulses')}`,
    });
    guess.places = places;
    const end = answer.mean[answer.mean.length - 1];
    pulses.show(chart.svg, {
      legend: legend(entries), stem: `pulses-${answer.card}-${chipSerial()}`,
      words: isSeen ? t(turns ? 'cell.pulses.words' : 'cell.pulses.wordsUp', {
        end: shown(end, 4), spread: shown(answer.deviation[answer.deviation.length - 1], 3), peak: shown(answer.mean[Math.min(controls.values.up, answer.mean.length - 1)], 4),
      }) : t('cell.pulses.before'),
      kinds: {
        csv: () => [{ name: 'pulse', values: answer.x }, { name: 'mean_uS', values: answer.mean }, { name: 'deviation_uS', values: answer.deviation },
          ...answer.devices.map((values, i) => ({ name: `device${i + 1}_uS`, values }))],
        npy: () => ({ values: answer.devices.flat(), shape: [answer.devices.length, answer.x.length] }),
      },
    });
    seeButton.disabled = isSeen || !hasGuessed;
    again.disabled = !isSeen;
    pulses.node.dataset.seen = isSeen;
    pulses.node.dataset.end = end;
  }

  function see() { isSeen = true; const kept = guess; guess = [...kept]; drawPulses(); judge(); }

  function judge() {
    const answer = shownCurve;
    const last = answer.x[answer.x.length - 1];
    const places = Array.from({ length: 9 }, (_, i) => (last * i) / 8);
    const off = Math.sqrt(answer.x.reduce((sum, x, i) => sum + (between(places, guess, x) - answer.mean[i]) ** 2, 0) / answer.x.length);
    const spread = Math.sqrt(answer.deviation.reduce((sum, v) => sum + v * v, 0) / answer.x.length);
    judged.say(t(off < spread ? 'cell.judge.good' : 'cell.judge.off', { off: shown(off, 3), spread: shown(spread, 3) }));
  }

  function showDrift() {
    const answer = driftAnswer;
    if (!answer) return;
    const step = later.values.clock;
    // At the time that the slider stands at.
    commands.drift = `${answer.command} --at ${answer.x[step]}s`;
    repeatAll();
    const all = [...answer.devices.map((d) => Math.max(...d)), ...answer.mean.map((v, i) => v + answer.deviation[i])];
    const chart = plot({
      x: { label: t('axis.since'), domain: [1, 315576000], log: true, ticks: timeTicks() },
      y: { label: t('axis.conductance'), unit: 'µS', domain: [0, Math.max(...all) * 1.08] }, label: t('cell.drift.alt'), height: 300,
    });
    answer.devices.forEach((device) => line(chart, answer.x, device, { colour: colours[0], width: 1, opacity: 0.45 }));
    band(chart, answer.x, answer.mean.map((v, i) => v - answer.deviation[i]), answer.mean.map((v, i) => v + answer.deviation[i]));
    line(chart, answer.x, answer.mean, { colour: colours[1], width: 3 });
    mark(chart, answer.x[step], duration(answer.x[step]), { colour: 'var(--ink)' });
    const left = answer.mean[step] / answer.mean[0];
    drift.show(chart.svg, {
      legend: legend([{ label: t('cell.devices'), colour: colours[0], opacity: 0.6 }, { label: t('cell.mean'), colour: colours[1] }]),
      words: [t('cell.drift.words', { time: duration(answer.x[step]), mean: shown(answer.mean[step], 4), spread: shown(answer.deviation[step], 3), left: shown(left * 100, 3) }),
        ...answer.notes.map((name) => t(`cell.note.${name}`))].join(' '),
      stem: `drift-${answer.card}-${chipSerial()}`,
      kinds: {
        csv: () => [{ name: 'time_s', values: answer.x }, { name: 'mean_uS', values: answer.mean }, { name: 'deviation_uS', values: answer.deviation },
          ...answer.devices.map((values, i) => ({ name: `device${i + 1}_uS`, values }))],
        npy: () => ({ values: answer.devices.flat(), shape: [answer.devices.length, answer.x.length] }),
      },
    });
    drift.node.dataset.mean = answer.mean[step];
  }

  function showTrace(answer) {
    commands.trace = answer.command;
    repeatAll();
    const count = answer.devices[0].length;
    const xs = Array.from({ length: count }, (_, i) => i * answer.step);
    const [low, high] = extent(answer.devices);
    const chart = plot({
      x: { label: t('axis.reading'), domain: [0, xs[count - 1]], format: (v) => (v === 0 ? '0' : duration(v)) },
      y: { label: t('axis.conductance'), unit: 'µS', domain: [low, high] }, label: t('cell.trace.alt'), height: 260,
    });
    answer.devices.forEach((device, i) => line(chart, xs, device, { colour: colours[i], width: 1.1 }));
    const device = answer.devices[0];
    const mean = device.reduce((a, b) => a + b, 0) / count;
    const variance = device.reduce((a, b) => a + (b - mean) ** 2, 0) / count;
    const lag = device.slice(1).reduce((sum, v, i) => sum + (v - mean) * (device[i] - mean), 0) / count / (variance || 1);
    trace.show(chart.svg, {
      legend: legend(answer.devices.map((_, i) => ({ label: t('cell.device', { number: i + 1 }), colour: colours[i] }))),
      words: [t('cell.trace.words', { deviation: shown(Math.sqrt(variance), 3), memory: shown(lag, 2), thermal: shown(answer.thermal, 3) }),
        ...answer.notes.map((name) => t(`cell.note.${name}`))].join(' '),
      stem: `trace-${answer.card}-${chipSerial()}`,
      kinds: {
        csv: () => [{ name: 'time_s', values: xs }, ...answer.devices.map((values, i) => ({ name: `device${i + 1}_uS`, values }))],
        npy: () => ({ values: answer.devices.flat(), shape: [answer.devices.length, count] }),
      },
    });
  }

  onSerial(() => changed());
  place.append(roomHead('cell'), bench(
    [panel('', 'step.choose', null, controls.node, facts), predictPanel(t('cell.predict.title'), el('p', {}, t('cell.predict')), el('div', { class: 'row' }, seeButton, again), judged.node),
      panel('', 'step.wait', null, later.node), noteBox],
    [pulses.node, status.node, drift.node, trace.node, whyPanel('cell'), panel('', null, null, sources), repeat.node]));
  ask();
}
