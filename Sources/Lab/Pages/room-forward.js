// Room 4: Forward-Forward, watched.
import { el, t, shown, percent } from './text.js';
import { allCards, made } from './api.js';
import { plot, steps, mark, legend, guessable, colours } from './chart.js';
import { controlPanel, cardSpec, chipSerial, onSerial } from './controls.js';
import { roomHead, predictPanel, whyPanel, figure, repeatPanel, verdict, bench, panel, numbers } from './panels.js';
import { trainer, errorChart, drawFields, drawingPad, digitStrokes } from './training.js';
import { fileButtons } from './files.js';

export const lessonCards = ['ecram-tang2018', 'ecram-mo2019', 'capacitor-li2018', 'rpu-gokmen-vlasov2016', 'rram-epiram-choi2018', 'pcm-nandakumar2020', 'reram-array-om2022'];

export async function roomForward(place) {
  const cards = await allCards();
  const judged = verdict();
  const repeat = repeatPanel();
  const curveFigure = figure(t('forward.curve.title'), 'curve');
  const histograms = [figure(t('forward.goodness.title', { layer: 1 }), 'goodness1'), figure(t('forward.goodness.title', { layer: 2 }), 'goodness2')];
  const fields = el('div', { class: 'fields' });
  const readings = el('div', { 'aria-live': 'polite' });
  const drawn = figure(t('forward.drawing.title'), 'drawing');
  const yamlPlace = el('div');
  let curve = { xs: [], test: [], validation: [], training: [] };
  let metrics = {};
  let older = null;
  let guess = null;
  let lastEpoch = null;
  let epochs = 12;
  const tops = [2, 2];

  const controls = controlPanel([
    { ...cardSpec(cards, 'forward', (card) => lessonCards.includes(card.id)) },
    { id: 'hidden', type: 'range', label: 'forward.hidden', min: 10, max: 120, step: 10, question: 'forward' },
    { id: 'epochs', type: 'range', label: 'forward.epochs', min: 1, max: 30, question: 'forward' },
    { id: 'negatives', type: 'select', label: 'forward.negatives', question: 'forward', options: ['hardLabel', 'randomLabel', 'noise', 'shuffledPixels', 'identical'].map((v) => [v, t(`forward.negatives.${v}`)]) },
    { id: 'lastSleep', type: 'range', label: 'forward.sleep', min: 0, max: 30, question: 'forward', format: (v) => (v === 0 ? t('forward.sleep.all') : t('forward.sleep.until', { epoch: v })) },
  ], { card: 'ecram-tang2018', hidden: 60, epochs: 12, negatives: 'hardLabel', lastSleep: 0 }, (values) => {
    if (values.epochs !== epochs) { epochs = values.epochs; guess = null; }
    if (!curve.xs.length) draw();
  });

  const training = trainer({
    label: t('forward.train'), values: () => ({ room: 'forward', ...controls.values, serial: chipSerial() }),
    onStart() {
      if (curve.xs.length > 1) older = curve;
      curve = { xs: [], test: [], validation: [], training: [] };
      metrics = {};
      tops.fill(2);
      epochs = controls.values.epochs;
      judged.hide();
    },
    onEvent,
  });

  function onEvent(name, data) {
    if (name === 'start') {
      yamlPlace.replaceChildren(fileButtons(`forward-${data.serial}`, { yaml: () => data.yaml }));
      repeat.show([`mortal run forward-${data.serial}.yaml --output out/forward`, 'mortal export out/forward --output forward.csv']);
    }
    if (name === 'metric') {
      metrics[`${data.name}.${data.step}`] = data.value;
      if (data.name === 'epochTestError') { curve.xs.push(data.step); curve.test.push(data.value); }
      if (data.name === 'epochValidationError') curve.validation.push(data.value);
      if (data.name === 'trainingError') curve.training.push(data.value);
    }
    if (name === 'epoch') { lastEpoch = data; draw(); drawGoodness(data); drawFields(fields, data); }
    if (name === 'done') { draw(); judge(); askDrawing(); }
  }

  function draw() {
    const places = [1, Math.max(2, Math.round(epochs / 4)), Math.max(3, Math.round(epochs / 2)), Math.max(4, epochs)].filter((v, i, all) => v <= Math.max(epochs, 2) && all.indexOf(v) === i);
    const curves = [];
    if (older) curves.push({ label: t('forward.curve.older'), xs: older.xs, ys: older.test, colour: 'var(--soft)', dash: '2 3', width: 1.6 });
    curves.push({ label: t('forward.curve.test'), xs: curve.xs, ys: curve.test, colour: colours[0] }, { label: t('forward.curve.training'), xs: curve.xs, ys: curve.training.slice(0, curve.xs.length), colour: colours[1], dash: '6 4' });
    const marks = controls.values.lastSleep > 0 ? [{ at: controls.values.lastSleep, words: t('forward.sleep.mark') }] : [];
    const { svg, chart } = errorChart(curves, { last: epochs, xLabel: t('axis.epoch'), alt: t('forward.curve.alt'), marks });
    guess = guessable(chart, places, guess && guess.length === places.length ? guess : places.map((p) => 80 - (45 * p) / epochs), {
      unit: '%', onChange: (values) => { guess = [...values]; if (metrics['testError.0'] !== undefined) judge(); }, where: (v) => t('forward.epoch', { epoch: v }),
    });
    const now = curve.test.length ? curve.test[curve.test.length - 1] : null;
    curveFigure.show(svg, {
      legend: legend([{ label: t('guess.yours'), colour: 'var(--guess)', dash: true }, ...curves]), stem: `forward-${chipSerial()}`,
      words: now === null ? t('forward.curve.before') : t('forward.curve.words', { epoch: curve.xs[curve.xs.length - 1], error: percent(now) }),
      kinds: {
        csv: () => [{ name: 'epoch', values: curve.xs }, { name: 'test_error', values: curve.test }, { name: 'validation_error', values: curve.validation }, { name: 'training_error', values: curve.training }],
        npy: () => ({ values: curve.xs.flatMap((x, i) => [x, curve.test[i], curve.validation[i], curve.training[i]]), shape: [curve.xs.length, 4] }),
      },
    });
    showReadings();
  }

  function showReadings() {
    const home = metrics['testError.0'];
    readings.replaceChildren(numbers([
      [t('forward.onePass'), home === undefined ? '–' : percent(home), 'test-error'],
      [t('forward.byGoodness'), metrics['goodnessError.0'] === undefined ? '–' : percent(metrics['goodnessError.0']), 'goodness-error'],
      [t('forward.separation'), [1, 2].map((layer) => (metrics[`goodnessSeparation.${layer}`] === undefined ? '–' : shown(metrics[`goodnessSeparation.${layer}`], 3))).join(' · '), 'separation'],
      [t('forward.pulses'), metrics['writesPerWeight.0'] === undefined ? '–' : shown(metrics['writesPerWeight.0'], 4), 'writes'],
    ]));
  }

  function drawGoodness(data) {
    data.layers.forEach((layer, index) => {
      // Over the root of goodness, which is what activities are; up to far above the threshold.
      const most = Math.max(...[...layer.positive, ...layer.negative].map((v) => Math.sqrt(v / layer.units)));
      tops[index] = Math.min(20, Math.max(tops[index], Math.ceil(most * 2.2) / 2));
      const top = tops[index];
      const edges = Array.from({ length: 33 }, (_, i) => (top * i) / 32);
      const count = (values) => {
        const counts = new Array(32).fill(0);
        for (const v of values) counts[Math.min(31, Math.floor((Math.sqrt(v / layer.units) / top) * 32))] += 1;
        return counts;
      };
      const [positive, negative] = [count(layer.positive), count(layer.negative)];
      const chart = plot({
        x: { label: t('axis.goodness'), domain: [0, top] }, y: { label: t('axis.images'), domain: [0, Math.max(20, ...positive, ...negative) * 1.08] }, label: t('forward.goodness.alt', { layer: index + 1 }), width: 430, height: 250, left: 52,
      });
      steps(chart, edges, positive, { colour: colours[0] });
      steps(chart, edges, negative, { colour: colours[1], dash: '5 3' });
      if (layer.threshold) mark(chart, Math.sqrt(layer.threshold / layer.units), t('forward.threshold'));
      histograms[index]?.show(chart.svg, {
        legend: legend([{ label: t('forward.positive'), colour: colours[0] }, { label: t('forward.negative'), colour: colours[1], dash: true }]),
        words: t('forward.goodness.words', { epoch: data.epoch, separation: shown(layer.separation, 3) }), stem: `goodness-layer${index + 1}-epoch${data.epoch}`,
        kinds: { csv: () => [{ name: 'positive', values: layer.positive }, { name: 'negative', values: layer.negative }], npy: () => ({ values: [...layer.positive, ...layer.negative], shape: [2, layer.positive.length] }) },
      });
    });
  }

  function judge() {
    const final = metrics['testError.0'];
    if (final === undefined || !guess) return;
    const off = guess[guess.length - 1] / 100 - final;
    const spoiled = controls.values.negatives === 'identical';
    const withheld = controls.values.lastSleep > 0 && controls.values.lastSleep < controls.values.epochs;
    const tail = spoiled ? ` ${t('forward.judge.identical')}` : withheld ? ` ${t('forward.judge.sleep')}` : '';
    judged.say(t(Math.abs(off) < 0.05 ? 'forward.judge.near' : off > 0 ? 'forward.judge.low' : 'forward.judge.high', { guess: percent(guess[guess.length - 1] / 100), error: percent(final) }) + tail);
  }

  // Drawing.
  let lastPixels = null;
  const pad = drawingPad((pixels) => { lastPixels = pixels; askDrawing(); });
  async function askDrawing() {
    if (!lastPixels || !training.run?.draw) return;
    try {
      const got = await training.run.draw(lastPixels);
      showDrawing(got);
    } catch (error) { drawn.fault(error); }
  }
  function showDrawing(got) {
    const values = got.goodness ?? got.readout;
    const digits = values.map((_, i) => i);
    const low = got.goodness ? Math.min(...values) * 0.96 : -0.05;
    const high = Math.max(...values) * 1.04 || 1;
    const chart = plot({ x: { label: t('axis.label'), domain: [-0.6, 9.6], ticks: digits }, y: { label: got.goodness ? t('axis.goodnessSum') : t('axis.probability'), domain: [low, high] }, label: t('forward.drawing.alt'), width: 430, height: 240 });
    const best = values.indexOf(Math.max(...values));
    const said = got.readout.indexOf(Math.max(...got.readout));
    values.forEach((value, i) => {
      const top = chart.sy(value);
      chart.layer.append(el('svg:circle', { cx: chart.sx(i), cy: top, r: 7.5, fill: i === best ? colours[1] : colours[0] }));
    });
    drawn.show(chart.svg, {
      words: t('forward.drawing.words', { best, said, sure: percent(got.readout[said], 0) }), stem: 'drawing',
      kinds: { csv: () => [{ name: 'label', values: digits }, { name: 'goodness', values: got.goodness ?? [] }, { name: 'probability', values: got.readout }] },
    });
    drawn.node.dataset.best = best;
  }
  const drawingBox = made ? el('p', { class: 'notice' }, t('forward.drawing.made')) : el('div', { class: 'pair' },
    el('div', {}, el('p', {}, t('forward.drawing.lead')), pad.node, el('div', { class: 'row', style: { marginTop: '8px' } },
      el('button', { type: 'button', onclick: () => pad.clear() }, t('forward.drawing.clear')),
      ...Object.keys(digitStrokes).map((digit) => el('button', { type: 'button', 'data-digit': digit, 'aria-label': t('forward.drawing.put', { digit }), onclick: () => pad.put(digitStrokes[digit]) }, digit)))),
    drawn.node);

  onSerial(() => { guess = null; });
  place.append(roomHead('forward'), bench(
    [panel('', 'step.choose', null, controls.node), predictPanel(t('forward.predict.title'), el('p', {}, t('forward.predict')), training.node, judged.node), panel('', null, t('forward.try.title'), ...[1, 2, 3].map((i) => el('p', { class: 'small' }, t(`forward.try.${i}`))))],
    [readings, curveFigure.node, el('div', { class: 'pair' }, histograms.map((f) => f.node)),
      el('section', {}, el('h2', {}, t('forward.fields.title')), el('p', { class: 'small' }, t('forward.fields.words')), fields),
      el('section', {}, el('h2', {}, t('forward.drawing.head')), drawingBox), whyPanel('forward'), repeat.node]));
  repeat.node.append(yamlPlace);
  draw();
}
