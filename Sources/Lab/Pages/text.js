// Texts in the language of the page, definitions on hover, numbers as people write them.
const loaded = { current: 'en', texts: {}, fallback: {} };

export async function loadTexts(language) {
  const get = async (name) => {
    if (typeof LAB_TEXTS !== 'undefined') return LAB_TEXTS[name];
    const answer = await fetch(`/pages/${name}.json`);
    return answer.json();
  };
  loaded.fallback = await get('en');
  loaded.texts = language === 'en' ? loaded.fallback : await get(language);
  loaded.current = language;
  document.documentElement.lang = language;
}

export function language() { return loaded.current; }

// The text of a name, with {values} put in.
export function t(name, values = {}) {
  const text = loaded.texts[name] ?? loaded.fallback[name] ?? name;
  return String(text).replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

export function has(name) { return name in loaded.texts || name in loaded.fallback; }

// An element: tag, attributes (on… are listeners), children.
export function el(tag, attributes = {}, ...children) {
  const svg = tag.startsWith('svg:');
  const node = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('aria-') && value !== undefined && value !== null) { node.setAttribute(name, String(value)); continue; }
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') Object.assign(node.style, value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
}

// Text of the lessons: it is ours, and has marks of its own. [[term|word]] is a word with a definition.
export function rich(tag, name, values = {}) {
  const node = el(tag);
  node.innerHTML = t(name, values).replace(/\[\[(\w+)\|([^\]]+)\]\]/g, (whole, term, word) =>
    `<abbr data-term="${term}" tabindex="0" aria-describedby="tip">${word}</abbr>`);
  return node;
}

// A number with so many figures, in the language's writing.
export function shown(value, figures = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) {
    const power = Math.floor(Math.log10(size));
    const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
    const raised = (power < 0 ? '⁻' : '') + String(Math.abs(power)).split('').map((d) => digits[d]).join('');
    return `${shown(value / 10 ** power, figures)}·10${raised}`;
  }
  return new Intl.NumberFormat(loaded.current, { maximumSignificantDigits: figures, useGrouping: size >= 10000 })
    .format(value);
}

export function percent(share, digits = 1) {
  if (share === null || share === undefined || Number.isNaN(share)) return '–';
  const text = new Intl.NumberFormat(loaded.current, { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(share * 100);
  return `${text} %`;
}

// Seconds as people say them.
export function duration(seconds) {
  const units = [[31557600, 'y'], [86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's'], [1e-3, 'ms'], [1e-6, 'µs']];
    for (const [size, name] of units) {
    if (seconds < size * 0.9999) continue;
    if (name === 'y' && Math.round((seconds / size) * 10) === 10) return t('unit.oneYear');
    return `${shown(seconds / size, 2)} ${t('unit.' + name)}`;
  }
  return `${shown(seconds, 2)} s`;
}

// The bubble with a definition: on hover, on focus, away with Escape.
export function watchTerms() {
  const tip = document.getElementById('tip');
  const show = (event) => {
    const mark = event.target.closest?.('[data-term]');
    if (!mark) return;
    tip.textContent = t('term.' + mark.dataset.term);
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left + scrollX, scrollX + innerWidth - tip.offsetWidth - 12));
    const above = box.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${(above > 4 ? above : box.bottom + 8) + scrollY}px`;
  };
  const hide = () => { tip.hidden = true; };
  document.addEventListener('mouseover', show);
  document.addEventListener('mouseout', hide);
  document.addEventListener('focusin', show);
  document.addEventListener('focusout', hide);
  document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(); });
}
