// Room 6: the black box.
import { el, t, percent } from './text.js';
import { allCards } from './api.js';
import { colours } from './chart.js';
import { controlPanel, cardSpec, chipSerial } from './controls.js';
import { roomHead, predictPanel, whyPanel, figure, repeatPanel, verdict, bench, panel, numbers } from './panels.js';
import { trainer, errorChart } from './training.js';
import { fileButtons } from './files.js';
import { lessonCards } from './room-forward.js';

export async function roomBlackbox(place) {
  const cards = await allCards();
  const judged = verdict();
  const repeat = repeatPanel();
  const readings = el('div', { 'aria-live': 'polite' });
  const curves = figure(t('blackbox.curve.title'), 'arms');
  const yamlPlace = el('div');
  const arms = ['ff-in-situ', 'bp-knows', 'bp-ignores', 'bp-wrong'];
  const dashes = [undefined, undefined, '7 4', '2 3'];
  let data = arms.map(() => ({ xs: [], ys: [], final: undefined }));
  let epochs = 10;
  let guessed = null;

  const controls = controlPanel([
    { ...cardSpec(cards, 'blackbox', (card) => lessonCards.includes(card.id)) },
    { id: 'kind', type: 'select', label: 'blackbox.kind', question: 'blackbox', options: ['randomMixing', 'randomCurve', 'saturation'].map((v) => [v, t(`blackbox.kind.${v}`)]) },
    { id: 'strength', type: 'range', label: 'blackbox.strength', min: 0, max: 40, question: 'blackbox', format: (v) => (v / 10).toFixed(1) },
    { id: 'epochs', type: 'range', label: 'forward.epochs', min: 1, max: 20, question: 'blackbox' },
  ], { card: 'ecram-tang2018', kind: 'randomMixing', strength: 20, epochs: 10 });
  const choices = el('div', { role: 'group', 'aria-label': t('blackbox.predict'), class: 'row' }, arms.map((arm) => el('button', {
    type: 'button', 'data-guess': arm, 'aria-pressed': false, onclick: (event) => {
      guessed = arm;
      choices.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', button === event.currentTarget));
      training.start.disabled = false;
    },
  }, t(`blackbox.arm.${arm}`))));
  const training = trainer({
    label: t('blackbox.train'), values: () => ({ room: 'blackbox', ...controls.values, serial: chipSerial() }), onStart() { data = arms.map(() => ({ xs: [], ys: [], final: undefined })); epochs = controls.values.epochs; judged.hide(); draw(); }, onEvent,
  });
  training.start.disabled = true;

  function onEvent(name, event) {
    if (name === 'start') {
      yamlPlace.replaceChildren(fileButtons(`blackbox-${event.serial}`, { yaml: () => event.yaml }));
      repeat.show([`mortal run blackbox-${event.serial}.yaml --output out/blackbox`, 'mortal export out/blackbox --output blackbox.csv']);
    }
    if (name === 'metric') {
      if (event.name === 'epochTestError') { data[event.arm].xs.push(event.step); data[event.arm].ys.push(event.value); draw(); }
      if (event.name === 'testError') { data[event.arm].final = event.value; draw(); }
    }
    if (name === 'done') judge();
  }
  function draw() {
    const { svg, legend } = errorChart(data.map((arm, i) => ({ label: t(`blackbox.arm.${arms[i]}`), xs: arm.xs, ys: arm.ys, colour: colours[i], dash: dashes[i] })), { last: epochs, xLabel: t('axis.epoch'), alt: t('blackbox.curve.alt') });
    curves.show(svg, {
      legend, words: t('blackbox.curve.words'), stem: `blackbox-${chipSerial()}`,
      kinds: { csv: () => [{ name: 'epoch', values: data[0].xs }, ...data.map((arm, i) => ({ name: arms[i], values: arm.ys }))], npy: () => ({ values: data.flatMap((arm) => arm.ys), shape: [arms.length, data[0].ys.length] }) },
    });
    readings.replaceChildren(numbers(data.map((arm, i) => [t(`blackbox.arm.${arms[i]}`), percent(arm.final), arms[i]])));
  }
  function judge() {
    const best = data.reduce((winner, arm, i) => (arm.final < data[winner].final ? i : winner), 0);
    const [ff, knows, ignores, wrong] = data.map((arm) => arm.final);
    judged.say(t(arms[best] === guessed ? 'blackbox.judge.right' : 'blackbox.judge.wrong', { best: t(`blackbox.arm.${arms[best]}`), error: percent(data[best].final) })
      + ' ' + t(wrong - ff > 0.1 ? 'blackbox.judge.model' : 'blackbox.judge.mild', { ff: percent(ff), wrong: percent(wrong), knows: percent(knows), ignores: percent(ignores) }));
  }
  place.append(roomHead('blackbox'), bench(
    [panel('', 'step.choose', null, controls.node), predictPanel(t('blackbox.predict.title'), el('p', {}, t('blackbox.predict')), choices, el('div', { style: { marginTop: '10px' } }, training.node), judged.node)],
    [readings, curves.node, el('section', {}, el('h2', {}, t('blackbox.who.title')), ...[1, 2, 3, 4].map((i) => el('p', { class: 'small' }, t(`blackbox.who.${i}`)))), whyPanel('blackbox'), repeat.node]));
  repeat.node.append(yamlPlace);
  draw();
}
