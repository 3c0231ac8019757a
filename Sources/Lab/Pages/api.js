// Questions to the simulator: to the server, or to answers that were made beforehand.
import { t } from './text.js';

export const made = typeof window !== 'undefined' && window.LAB_DATA ? window.LAB_DATA : null;

// Who this page is, so that work is shared out fairly.
const client = (() => {
  try {
    const old = sessionStorage.getItem('lab-client');
    if (old) return old;
    const fresh = Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, '0')).join('');
    sessionStorage.setItem('lab-client', fresh);
    return fresh;
  } catch { return 'unnamed'; }
})();

// The name of an answer among those made beforehand.
export function answerKey(name, values) {
  return name + '?' + Object.keys(values).sort().map((key) => `${key}=${JSON.stringify(values[key])}`).join('&');
}

// The values that a control may have where everything was made beforehand; nil: any.
export function allowed(question, name) { return made ? made.grid[question]?.[name] ?? null : null; }

export class LabFault extends Error {}

async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      ...options, headers: { 'X-Lab-Client': client, ...(options.body ? { 'Content-Type': 'application/json' } : {}) },
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new LabFault(t('error.away'));
  }
  const body = await answer.json();
  if (!answer.ok) throw new LabFault(body.error ?? `${answer.status}`);
  return body;
}

// A question that is answered at once.
export async function question(name, values, signal) {
  if (made) {
    const answer = made.answers[answerKey(name, values)];
    if (!answer) throw new LabFault(t('error.notMade'));
    return answer;
  }
  return ask(`/api/room/${name}`, { method: 'POST', body: JSON.stringify(values), signal });
}

export async function allCards() { return made ? made.cards : ask('/api/cards'); }
export async function about() { return made ? { version: made.version } : ask('/api/about'); }
export async function classroom() { return made ? made.classroom : ask('/api/class'); }
export async function startClass(values) {
  return made ? made.classroom : ask('/api/class/start', { method: 'POST', body: JSON.stringify(values) });
}

// A training: events as they come. Returns how to stop it and to ask its net.
export async function training(values, listener) {
  if (made) {
    const { room, ...rest } = values;
    const events = made.runs[answerKey(room, rest)];
    if (!events) throw new LabFault(t('error.notMade'));
    for (const [name, data] of events) listener(name, data);
    return { stop() {}, draw: null };
  }
  const started = await ask('/api/runs', { method: 'POST', body: JSON.stringify(values) });
  const address = `/api/runs/${started.run}`;
  const source = new EventSource(`${address}/events`);
  let begun = false;
  for (const name of ['start', 'metric', 'epoch', 'cost', 'done', 'failed']) {
    source.addEventListener(name, (event) => {
      begun = true;
      if (name === 'done' || name === 'failed') source.close();
      listener(name, JSON.parse(event.data));
    });
  }
  const wait = async () => {
    if (begun || source.readyState === EventSource.CLOSED) return;
    try {
      const state = await ask(address);
      if (!begun && state.before !== null && state.before !== undefined) listener('waiting', state);
    } catch { /* the events will tell */ }
    setTimeout(wait, 1000);
  };
  setTimeout(wait, 400);
  return {
    stop() { source.close(); ask(`${address}/stop`, { method: 'POST', body: '{}' }).catch(() => {}); },
    draw(pixels) { return ask(`${address}/drawing`, { method: 'POST', body: JSON.stringify({ pixels }) }); },
  };
}

// Asks again when values change: one question at a time, the last values win, and who is told is the last.
export function follower(name, onAnswer, onFault) {
  let busy = false;
  let next = null;
  const go = async (values) => {
    busy = true;
    try { onAnswer(await question(name, values)); } catch (error) { onFault(error); }
    busy = false;
    if (next) { const waiting = next; next = null; go(waiting); }
  };
  return (values) => { if (busy) next = values; else go(values); };
}
