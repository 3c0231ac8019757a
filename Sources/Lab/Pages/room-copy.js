// Room 5: raise or copy?
import { el, t, shown, percent } from './text.js';
import { allCards } from './api.js';
import { colours } from './chart.js';
import { controlPanel, cardSpec, chipSerial } from './controls.js';
import { roomHead, predictPanel, whyPanel, figure, repeatPanel, verdict, bench, panel, numbers } from './panels.js';
import { trainer, errorChart, costTable } from './training.js';
import { fileButtons } from './files.js';
import { lessonCards } from './room-forward.js';

export async function roomCopy(place) {
  const cards = await allCards();
  const judged = verdict();
  const repeat = repeatPanel();
  const readings = el('div', { 'aria-live': 'polite' });
  const home = figure(t('copy.home.title'), 'home');
  const after = figure(t('copy.after.title'), 'after');
  const costs = el('div');
  const yamlPlace = el('div');
  let state = fresh();
  let guess = 0.3;

  function fresh() { return { home: { xs: [], ys: [] }, revival: { xs: [], ys: [] }, distillation: { xs: [], ys: [] }, metrics: {}, costs: new Map(), epochs: 12, mate: 8, serial: 7, isSeen: false }; }
  const controls = controlPanel([
    { ...cardSpec(cards, 'copy', (card) => lessonCards.includes(card.id)) },
    { id: 'other', type: 'number', label: 'copy.mate', min: 0, max: 999998, question: 'copy' },
    { id: 'stuck', type: 'range', label: 'copy.stuck', min: 0, max: 20, unit: '%', question: 'copy' },
    { id: 'epochs', type: 'range', label: 'forward.epochs', min: 1, max: 30, question: 'copy' },
  ], { card: 'ecram-tang2018', other: 8, stuck: 3, epochs: 12 });
  const guessWords = el('output', { for: 'copy-guess' });
  const slider = el('input', { type: 'range', id: 'copy-guess', min: 0, max: 90, step: 1, value: 30, oninput: () => { guess = Number(slider.value) / 100; showGuess(); } });
  function showGuess() { guessWords.textContent = percent(guess, 0); slider.setAttribute('aria-valuetext', percent(guess, 0)); }
  const see = el('button', { type: 'button', id: 'see', class: 'main', disabled: true, onclick: reveal }, t('copy.see'));

  const training = trainer({
    label: t('copy.train'), values: () => ({ room: 'copy', ...controls.values, serial: chipSerial() }), onStart() { state = fresh(); judged.hide(); see.disabled = true; draw(); }, onEvent, pace: 90,
  });

  function onEvent(name, data) {
    if (name === 'start') {
      Object.assign(state, { epochs: data.epochs, mate: data.mate, serial: data.serial });
      yamlPlace.replaceChildren(fileButtons(`copy-${data.serial}-${data.mate}`, { yaml: () => data.yaml }));
      repeat.show([`mortal run copy-${data.serial}-${data.mate}.yaml --output out/copy`, 'mortal export out/copy --output copy.csv']);
    }
    if (name === 'metric') {
      state.metrics[data.name] = data.value;
      const list = { epochTestError: 'home', revivalError: 'revival', distillationError: 'distillation' }[data.name];
      if (list) { state[list].xs.push(data.step); state[list].ys.push(data.value); }
    }
    if (name === 'cost') {
      state.costs.set(data.stage === 'epoch' ? 'home' : data.stage, data);
      draw();
    }
    if (name === 'done') { see.disabled = false; draw(); see.focus({ preventScroll: true }); }
  }

  function reveal() {
    state.isSeen = true;
    see.disabled = true;
    draw();
    const copied = state.metrics.copyError;
    const off = guess - copied;
    const needed = state.revival.ys.findIndex((v) => v <= state.metrics.testError + 0.005);
    judged.say(t(Math.abs(off) < 0.04 ? 'copy.judge.near' : off < 0 ? 'copy.judge.worse' : 'copy.judge.better', { guess: percent(guess, 0), copied: percent(copied), home: percent(state.metrics.testError) })
      + ' ' + (needed >= 0 ? t('copy.judge.back', { images: state.revival.xs[needed] }) : t('copy.judge.notBack')));
  }

  function draw() {
    const first = errorChart([{ label: t('copy.home.curve', { serial: state.serial }), xs: state.home.xs, ys: state.home.ys, colour: colours[0] }], { last: state.epochs, xLabel: t('axis.epoch'), alt: t('copy.home.alt'), height: 250 });
    home.show(first.svg, {
      legend: first.legend, words: state.metrics.testError === undefined ? t('copy.home.before') : t('copy.home.words', { error: percent(state.metrics.testError) }), stem: `home-${state.serial}`,
      kinds: { csv: () => [{ name: 'epoch', values: state.home.xs }, { name: 'test_error', values: state.home.ys }], npy: () => ({ values: state.home.ys, shape: [state.home.ys.length] }) },
    });
    const shownPart = state.isSeen;
    const passes = state.distillation.xs.map((x) => x * 1000);
    const curves = shownPart ? [
      { label: t('copy.after.learns', { mate: state.mate }), xs: state.revival.xs, ys: state.revival.ys, colour: colours[0] },
      { label: t('copy.after.taught', { mate: state.mate }), xs: passes, ys: state.distillation.ys, colour: colours[1], dash: '6 4' },
      { label: t('copy.after.home', { serial: state.serial }), xs: [0, 10000], ys: [state.metrics.testError, state.metrics.testError], colour: 'var(--soft)', dash: '2 3' }] : [];
    const second = errorChart(curves, { last: 10000, xLabel: t('axis.imagesSeen'), alt: t('copy.after.alt'), height: 290 });
    after.show(second.svg, {
      legend: second.legend, words: shownPart ? t('copy.after.words') : t('copy.after.before'), stem: `after-${state.serial}-${state.mate}`,
      kinds: shownPart ? { csv: () => [{ name: 'images', values: state.revival.xs }, { name: 'learns_on_error', values: state.revival.ys }, { name: 'taught_images', values: passes }, { name: 'taught_error', values: state.distillation.ys }], npy: () => ({ values: state.revival.ys, shape: [state.revival.ys.length] }) } : null,
    });
    readings.replaceChildren(numbers([
      [t('copy.number.home'), percent(state.metrics.testError), 'home-error'], [t('copy.number.copy'), shownPart ? percent(state.metrics.copyError) : '?', 'copy-error'],
      [t('copy.number.changed'), shownPart ? percent(state.metrics.changedDecisions) : '?', 'changed'],
      [t('copy.number.raised'), shownPart ? percent(state.revival.ys[state.revival.ys.length - 1]) : '?', 'raised'], [t('copy.number.taught'), shownPart ? percent(state.distillation.ys[state.distillation.ys.length - 1]) : '?', 'taught'],
    ]));
    const order = shownPart ? ['home', 'copy', 'revival', 'distillation'] : ['home'];
    costs.replaceChildren(costTable(order.filter((name) => state.costs.has(name)).map((name) => ({ ...state.costs.get(name), words: t(`copy.stage.${name}`, { serial: state.serial, mate: state.mate }) })), { weights: shown(state.costs.get('home')?.weights ?? 0, 5) }));
  }

  place.append(roomHead('copy'), bench(
    [panel('', 'step.choose', null, controls.node, el('div', { style: { marginTop: '12px' } }, training.node)),
      predictPanel(t('copy.predict.title'), el('p', {}, t('copy.predict')), el('div', { class: 'control' }, el('label', { for: 'copy-guess' }, el('span', {}, t('copy.guess')), guessWords), slider), see, judged.node)],
    [readings, home.node, after.node, el('section', {}, el('h2', {}, t('copy.costs.title')), costs), whyPanel('copy'), repeat.node]));
  repeat.node.append(yamlPlace);
  showGuess();
  draw();
}
