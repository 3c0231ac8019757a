// Files of what is shown: tables (CSV), arrays (NumPy), figures (SVG), texts.
import { el, t } from './text.js';

export function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 5000);
}

// A table: names of columns with units, and columns of numbers.
export function csv(columns) {
  const rows = Math.max(...columns.map((column) => column.values.length));
  const quote = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns.map((column) => quote(column.name)).join(',')];
  for (let row = 0; row < rows; row += 1) lines.push(columns.map((column) => column.values[row] ?? '').join(','));
  return lines.join('\n') + '\n';
}

// A NumPy file, version 1.0, of 32-bit floats in C order.
export function npy(values, shape) {
  return new Blob([npyBytes(values, shape)], { type: 'application/octet-stream' });
}

function npyBytes(values, shape) {
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = text.padEnd(length - 1, ' ') + '\n';
  const bytes = new Uint8Array(10 + length + 4 * values.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, length & 255, length >> 8]);
  for (let i = 0; i < header.length; i += 1) bytes[10 + i] = header.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setFloat32(10 + length + 4 * index, value, true));
  return bytes;
}

// A shell script that repeats what is shown: the arrays that the commands read, the commands, and what is made of them.
export function script({ room, version, arrays = [], commands, after = [] }) {
  const lines = ['#!/bin/sh', `# mortal lab, ${room}: the numbers of the page, made without it by mortal ${version}.`, 'set -eu',
    'command -v mortal >/dev/null || { echo "mortal is not on the PATH" >&2; exit 1; }'];
  for (const { name, values, shape } of arrays) {
    const text = btoa(String.fromCharCode(...npyBytes(values, shape)));
    lines.push(`base64 -d > ${name} <<'END'`, ...text.match(/.{1,76}/g), 'END');
  }
  return [...lines, ...commands, ...after].join('\n') + '\n';
}

// A figure as it is seen, with its colours written out, so that it stands alone.
export function standalone(svg) {
  const copy = svg.cloneNode(true);
  const wanted = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'font-size', 'font-family', 'font-weight', 'opacity', 'fill-opacity', 'stroke-opacity', 'text-anchor'];
  const from = [svg, ...svg.querySelectorAll('*')];
  const to = [copy, ...copy.querySelectorAll('*')];
  from.forEach((node, index) => {
    const style = getComputedStyle(node);
    for (const name of wanted) to[index].setAttribute(name, style.getPropertyValue(name));
    to[index].removeAttribute('class');
  });
  const box = svg.viewBox.baseVal;
  const paper = el('svg:rect', { x: box.x, y: box.y, width: box.width, height: box.height, fill: getComputedStyle(document.body).backgroundColor });
  copy.insertBefore(paper, copy.firstChild);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', box.width);
  copy.setAttribute('height', box.height);
  return new XMLSerializer().serializeToString(copy);
}

// Buttons that save: given are functions, asked when pressed.
export function fileButtons(stem, kinds) {
  const bar = el('div', { class: 'files' });
  const add = (ending, type, make) => {
    const label = t('file.' + ending);
    bar.append(el('button', {
      type: 'button', 'data-file': ending, title: `${stem}.${ending}`, 'aria-label': `${label}: ${stem}.${ending}`,
      onclick: () => { const content = make(); if (content) save(`${stem}.${ending}`, content, type); },
    }, label));
  };
  if (kinds.csv) add('csv', 'text/csv', () => csv(kinds.csv()));
  if (kinds.npy) add('npy', '', () => { const array = kinds.npy(); return npy(array.values, array.shape); });
  if (kinds.svg) add('svg', 'image/svg+xml', () => standalone(kinds.svg()));
  if (kinds.yaml) add('yaml', 'text/yaml', kinds.yaml);
  // Browsers hold files ending in sh back as dangerous; 'sh repeat-cell.txt' runs it all the same.
  if (kinds.txt) add('txt', 'text/plain', kinds.txt);
  return bar;
}
