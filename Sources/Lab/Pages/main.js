// The page: rooms by address (#/cell …), language, theme, serial number.
import { el, t, loadTexts, watchTerms, language } from './text.js';
import { about, made } from './api.js';
import { startSerial, forgetListeners } from './controls.js';
import { roomCell } from './room-cell.js';
import { roomArray } from './room-array.js';
import { roomFingerprint } from './room-fingerprint.js';
import { roomForward } from './room-forward.js';
import { roomCopy } from './room-copy.js';
import { roomBlackbox } from './room-blackbox.js';
import { roomClass } from './room-class.js';

const roomMakers = { cell: roomCell, array: roomArray, fingerprint: roomFingerprint, forward: roomForward, copy: roomCopy, blackbox: roomBlackbox, class: roomClass };
const main = document.getElementById('room');
let leave = null;

function kept(name, usual) { try { return localStorage.getItem(name) ?? usual; } catch { return usual; } }
function keep(name, value) { try { localStorage.setItem(name, value); } catch { /* no storage */ } }

function setTheme(theme) {
  const isDark = theme === 'dark' || (theme === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
}

function labels() {
  document.title = t('title');
  document.getElementById('skip').textContent = t('skip');
  document.getElementById('motto').textContent = t('motto');
  document.getElementById('serial-label').textContent = t('chip.serial');
  document.getElementById('language-label').textContent = t('language');
  document.getElementById('theme-label').textContent = t('theme');
  document.getElementById('theme').replaceChildren(...['auto', 'light', 'dark'].map((name) => el('option', { value: name, selected: name === kept('lab-theme', 'auto') }, t(`theme.${name}`))));
  const nav = document.getElementById('rooms');
  nav.setAttribute('aria-label', t('rooms'));
  nav.replaceChildren(...Object.keys(roomMakers).map((name, i) => el('a', { href: `#/${name}`, 'data-room': name }, `${name === 'class' ? '' : `${i + 1} `}${t(`${name}.nav`)}`)));
}

function home() {
  main.append(el('div', { class: 'lead' }, el('h1', {}, t('home.title')), el('p', {}, t('home.lead.1')), el('p', {}, t('home.lead.2'))),
    el('div', { class: 'homes' }, Object.keys(roomMakers).map((name, i) => el('a', { class: 'home', href: `#/${name}` }, el('strong', {}, `${name === 'class' ? '' : `${i + 1}. `}${t(`${name}.title`)}`), el('span', {}, t(`${name}.question`))))));
  if (made) main.append(el('p', { class: 'notice', style: { marginTop: '20px', maxWidth: '46rem' } }, t('home.made')));
}

async function go(isFirst = false) {
  leave?.();
  leave = null;
  forgetListeners();
  const name = location.hash.replace(/^#\//, '');
  main.replaceChildren();
  main.dataset.room = name in roomMakers ? name : 'home';
  document.querySelectorAll('#rooms a').forEach((link) => { if (link.dataset.room === name) link.setAttribute('aria-current', 'page'); else link.removeAttribute('aria-current'); });
  document.getElementById('tip').hidden = true;
  if (name in roomMakers) {
    const place = el('div');
    main.append(place);
    try {
      leave = (await roomMakers[name](place)) ?? null;
    } catch (error) { place.append(el('p', { class: 'notice', role: 'alert' }, error.message)); }
  } else { home(); }
  document.title = name in roomMakers ? `${t(`${name}.title`)} – ${t('title')}` : t('title');
  if (!isFirst) { main.focus({ preventScroll: true }); scrollTo(0, 0); }
}

async function start() {
  setTheme(kept('lab-theme', 'auto'));
  await loadTexts(kept('lab-language', 'en') === 'de' ? 'de' : 'en');
  document.getElementById('language').value = language();
  labels();
  startSerial();
  watchTerms();
  document.getElementById('language').addEventListener('change', async (event) => {
    keep('lab-language', event.target.value);
    await loadTexts(event.target.value);
    labels();
    foot();
    go(true);
  });
  document.getElementById('theme').addEventListener('change', (event) => { keep('lab-theme', event.target.value); setTheme(event.target.value); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => setTheme(kept('lab-theme', 'auto')));
  document.getElementById('skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });
  addEventListener('hashchange', () => go());
  foot();
  await go(true);
  document.body.dataset.ready = 'true';
}

async function foot() {
  try { document.getElementById('foot').textContent = t('foot', { version: (await about()).version }); } catch { /* stays empty */ }
}

start();
