// What every room is made of: question, prediction, figures with their files, reasons, the same on the command line.
import { el, t, rich, has } from './text.js';
import { fileButtons, script } from './files.js';
import { about } from './api.js';

export function roomHead(room) {
  return el('div', { class: 'lead' },
    el('h1', {}, t(`${room}.title`)), el('p', { class: 'question' }, t(`${room}.question`)), rich('p', `${room}.lead`));
}

export function panel(kind, step, title, ...children) {
  return el('section', { class: `panel ${kind}` },
    step ? el('p', { class: 'step' }, t(step)) : null, title ? el('h2', {}, title) : null, ...children);
}

export function predictPanel(title, ...children) { return panel('predict', 'step.predict', title, ...children); }

// Equation, what it says, where it comes from.
export function whyPanel(room) {
  const node = panel('why', 'step.why', t(`${room}.why.title`));
  for (let i = 1; has(`${room}.why.${i}`); i += 1) {
    node.append(rich('p', `${room}.why.${i}`));
    if (has(`${room}.why.${i}.equation`)) {
      const equation = el('div', { class: 'equation' });
      equation.innerHTML = t(`${room}.why.${i}.equation`);
      node.append(equation);
    }
  }
  node.append(rich('p', `${room}.why.source`));
  node.lastChild.classList.add('source');
  return node;
}

// Where a card's numbers come from.
export function sourcePanel(card, parts) {
  const sources = card.sources.filter((source) => !parts || source.parts.some((part) => parts.some((p) => part.startsWith(p))));
  const node = el('div', { class: 'small' }, el('h3', {}, t('sources.title', { card: card.id })));
  for (const source of sources.slice(0, 5)) {
    node.append(el('p', {}, `${source.paper}${source.doi ? `, doi ${source.doi}` : ''} (${source.parts.join(', ')}; ${t('evidence.' + source.evidence)})`));
  }
  return node;
}

// A figure: drawing, what it shows in words, files.
export function figure(title, id) {
  const holder = el('div');
  const caption = el('figcaption');
  const files = el('div');
  const legendPlace = el('div');
  // Buttons stay while their names do, so that nobody loses the one that the keyboard is at; they save what is shown now.
  let saved = null;
  let savedAs = '';
  const node = el('figure', { id: `figure-${id}`, 'data-figure': id }, el('h2', {}, title), legendPlace, holder, caption, files);
  return {
    node,
    show(svg, { words, legend, kinds, stem }) {
      holder.replaceChildren(svg);
      caption.textContent = words ?? '';
      legendPlace.replaceChildren(...(legend ? [legend] : []));
      saved = kinds;
      const name = kinds ? `${stem} ${Object.keys(kinds)}` : '';
      if (name === savedAs) return;
      savedAs = name;
      const now = Object.fromEntries(Object.keys(kinds ?? {}).map((kind) => [kind, () => saved[kind]()]));
      files.replaceChildren(...(kinds ? [fileButtons(stem, { ...now, svg: () => holder.querySelector('svg') })] : []));
    },
    fault(error) { caption.textContent = error.message; },
  };
}

// The commands that give the same numbers. A room without an experiment, since nothing learns in it, offers them as a
// script, under the room's name and together with the arrays that they read.
export function repeatPanel(room) {
  const node = panel('repeat', 'step.repeat', null);
  const place = el('div');
  node.append(el('p', { class: 'small' }, t('repeat.words')), place);
  let saved = null;
  let version = '';
  if (room) {
    about().then((answer) => { version = answer.version; }).catch(() => { /* the script then names none */ });
    node.append(el('p', { class: 'small' }, t('repeat.script')),
      fileButtons(`repeat-${room}`, { txt: () => saved && script({ room: t(`${room}.title`), version, ...saved }) }));
  }
  return {
    node,
    show(commands, more = {}) {
      saved = { commands, ...more };
      place.replaceChildren(...commands.map((text) => el('code', { class: 'command' }, text)));
    },
  };
}

export function numbers(entries) {
  return el('dl', { class: 'numbers' }, entries.map(([name, value, id]) => el('div', {}, el('dt', {}, name), el('dd', { 'data-number': id }, value))));
}

export function statusLine() {
  const node = el('p', { class: 'status', role: 'status', 'aria-live': 'polite' });
  return {
    node,
    say(words) { node.classList.remove('bad'); node.textContent = words; },
    fault(error) { node.classList.add('bad'); node.textContent = error.message ?? String(error); },
  };
}

export function verdict() {
  const node = el('p', { class: 'verdict', role: 'status', 'aria-live': 'polite', hidden: true });
  return { node, say(words) { node.hidden = false; node.textContent = words; }, hide() { node.hidden = true; } };
}

export function bench(side, stage) {
  return el('div', { class: 'bench' }, el('div', { class: 'side' }, side), el('div', { class: 'stage' }, stage));
}

export function notices(names, room) {
  return names.filter((name) => has(`${room}.note.${name}`)).map((name) => el('p', { class: 'notice' }, t(`${room}.note.${name}`)));
}
