// What the page must show, computed again from figures.json with whole numbers: not
// with the code of the program, nor with that of the page.

import { readFileSync } from 'node:fs';

const millionths = (text) => {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
};

// JSON.parse would make floats of the counts: every number is made a text first.
const numbersAsText = (json) => json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (m) => (m.startsWith('"') ? m : `"${m}"`));

/** Reads the figures of an output. */
export function read(folder) {
  const { figures, units } = JSON.parse(numbersAsText(readFileSync(`${folder}/figures.json`, 'utf8')));
  const by = new Map();
  for (const f of figures) by.set([f.indicator, f.technology || '', f.operator || '', f.level, f.code].join(' '), f);
  const find = (indicator, technology, operator, level, code) => by.get([indicator, technology, operator, level, code].join(' '));
  return { units, find, top: units[units.length - 1], of: (level) => units.filter((u) => u.level === level) };
}

/** The percentage cut to two decimals: 100 only of all, 0 only of none. */
export function cut(f) {
  const total = millionths(f.total);
  if (total === 0n || millionths(f.unknown) === total) return null;
  const covered = millionths(f.covered);
  if (covered === total) return '100';
  if (covered === 0n) return '0';
  let hundredths = (covered * 10000n) / total;
  if (hundredths === 0n) hundredths = 1n;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

/** Whole people and households, areas and lengths with two decimals: what is covered is
 * cut, the total raised and the rest is between them. Of figures without unknown parts. */
export function counts(f) {
  const places = f.unit === 'km2' || f.unit === 'km' ? 2 : 0;
  const step = 10n ** BigInt(12 - places);
  const total = (millionths(f.total) + step - 1n) / step;
  const covered = f.covered === f.total ? total : millionths(f.covered) / step;
  return { covered: shown(covered, places), uncovered: shown(total - covered, places), total: shown(total, places) };
}

// In Vietnamese.
function shown(n, places) {
  const digits = String(n).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const groups = [];
  for (let end = whole.length; end > 0; end -= 3) groups.unshift(whole.slice(Math.max(0, end - 3), end));
  return groups.join('.') + (places ? `,${digits.slice(-places)}` : '');
}
