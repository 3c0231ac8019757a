// Room 3: which chip is this?
import { el, t, shown } from './text.js';
import { follower, allCards, made } from './api.js';
import { plot, legend, colours } from './chart.js';
import { controlPanel, cardSpec, chipSerial, onSerial } from './controls.js';
import { roomHead, predictPanel, whyPanel, figure, repeatPanel, statusLine, verdict, bench, panel, numbers } from './panels.js';

export async function roomFingerprint(place) {
  const cards = await allCards();
  const status = statusLine();
  const judged = verdict();
  const repeat = repeatPanel('fingerprint');
  const readout = el('div', { style: { maxWidth: '260px' } });
  const gallery = el('div', { class: 'trio' });
  const distances = figure(t('fingerprint.distance.title'), 'distance');
  const score = el('div');
  let game = null;
  let round = 1;
  let tally = { right: 0, played: 0 };
  let isOver = false;

  const controls = controlPanel([
    { ...cardSpec(cards, 'fingerprint', (card) => card.parts.includes('pulse') && card.cellsDiffer) },
    { id: 'noise', type: 'range', label: 'fingerprint.noise', min: 0, max: 60, question: 'fingerprint', format: (v) => `× ${v}` },
  ], { card: 'ecram-tang2018', noise: 5 }, ask);
  const askGame = follower('fingerprint', show, status.fault);
  const askGuess = follower('guess', reveal, status.fault);
  function values() { return { ...controls.values, serial: made ? 7 : chipSerial(), round }; }
  function ask() { isOver = false; judged.hide(); askGame(values()); }
  const next = el('button', { type: 'button', id: 'next', onclick: () => { round = (round % (made ? 5 : 999)) + 1; ask(); } }, t('fingerprint.next'));

  function picture(bits, label, other) {
    const svg = el('svg:svg', { viewBox: '0 0 80 80', role: 'img', 'aria-label': label });
    bits.forEach((bit, i) => {
      const x = (i % 8) * 10;
      const y = Math.floor(i / 8) * 5;
      svg.append(el('svg:rect', { x, y, width: 9.6, height: 4.7, fill: bit ? '#12355b' : '#dbe5ee' }));
      if (other && other[i] !== bit) svg.append(el('svg:rect', { x: x + 3.2, y: y + 1, width: 3.2, height: 2.7, fill: '#e07b00' }));
    });
    return svg;
  }

  function show(got) {
    game = got;
    status.say('');
    readout.replaceChildren(picture(got.readout, t('fingerprint.readout.alt')));
    gallery.replaceChildren(...got.chips.map((chip) => {
      const button = el('button', { type: 'button', class: 'print', 'aria-pressed': false, 'data-serial': chip.serial, onclick: () => guess(chip.serial) },
        picture(chip.bits, t('fingerprint.chip', { serial: chip.serial })), t('fingerprint.chip', { serial: chip.serial }));
      return button;
    }));
    repeat.show([got.command]);
    draw(null);
    showScore();
  }
  function guess(serial) {
    if (isOver) return;
    gallery.querySelectorAll('button').forEach((button) => button.setAttribute('aria-pressed', Number(button.dataset.serial) === serial));
    askGuess({ ...values(), guess: serial });
  }
  function reveal(got) {
    isOver = true;
    tally = { right: tally.right + (got.isRight ? 1 : 0), played: tally.played + 1 };
    const own = got.distances[game.chips.findIndex((chip) => chip.serial === got.serial)];
    judged.say(t(got.isRight ? 'fingerprint.right' : 'fingerprint.wrong', { serial: got.serial, own: shown(own * 100, 3), bits: got.bits }));
    const bits = game.chips.find((chip) => chip.serial === got.serial).bits;
    readout.replaceChildren(picture(game.readout, t('fingerprint.readout.marked'), bits));
    repeat.show([game.command, ...got.commands], { arrays: [{ name: 'zeros.npy', values: new Array(got.bits * 2).fill(0), shape: [16, 16] }], after: got.after });
    draw(got);
    showScore();
  }
  function showScore() { score.replaceChildren(numbers([[t('fingerprint.score'), `${tally.right} / ${tally.played}`, 'score'], [t('fingerprint.round'), String(round), 'round']])); }

  function draw(got) {
    const chart = plot({ x: { label: t('axis.hamming'), unit: '%', domain: [0, 70] }, y: { label: t('axis.count'), domain: [0, 5.4], ticks: [0, 1, 2, 3, 4, 5] }, label: t('fingerprint.distance.alt'), height: 240 });
    const bins = new Map();
    const dot = (share, colour, shape) => {
      const column = Math.round((share * 100) / 1.6);
      const height = (bins.get(column) ?? 0) + 1;
      bins.set(column, height);
      const [x, y] = [chart.sx(share * 100), chart.sy(height - 0.5)];
      chart.layer.append(shape === 'square' ? el('svg:rect', { x: x - 6, y: y - 6, width: 12, height: 12, fill: colour }) : el('svg:circle', { cx: x, cy: y, r: 6, fill: colour }));
    };
    game.between.forEach((share) => dot(share, colours[0]));
    got?.distances.forEach((share) => dot(share, colours[1], 'square'));
    distances.show(chart.svg, {
      legend: legend([{ label: t('fingerprint.between'), colour: colours[0], box: true }, ...(got ? [{ label: t('fingerprint.toReadout'), colour: colours[1], box: true }] : [])]),
      words: t(got ? 'fingerprint.distance.words' : 'fingerprint.distance.before'), stem: `fingerprints-${game.card}-${round}`,
      kinds: {
        csv: () => [{ name: 'bit', values: game.readout.map((_, i) => i) }, { name: 'readout', values: game.readout.map(Number) }, ...game.chips.map((chip) => ({ name: `chip${chip.serial}`, values: chip.bits.map(Number) }))],
        npy: () => ({ values: [...game.readout, ...game.chips.flatMap((chip) => chip.bits)].map(Number), shape: [6, game.readout.length] }),
      },
    });
    distances.node.dataset.between = game.between[0];
  }

  onSerial(() => { round = 1; tally = { right: 0, played: 0 }; ask(); });
  place.append(roomHead('fingerprint'), bench(
    [panel('', 'step.choose', null, controls.node), predictPanel(t('fingerprint.predict.title'), el('p', {}, t('fingerprint.predict')), el('div', { class: 'row' }, next), judged.node), panel('', null, null, score), status.node],
    [el('section', {}, el('h2', {}, t('fingerprint.readout.title')), readout, el('p', { class: 'small' }, t('fingerprint.readout.words'))),
      el('section', {}, el('h2', {}, t('fingerprint.gallery')), gallery), distances.node, whyPanel('fingerprint'), repeat.node]));
  ask();
}
