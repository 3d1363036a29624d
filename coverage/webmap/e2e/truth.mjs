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

/** The percentage cut to one decimal: 100 only of all, 0 only of none. */
export function cut(f) {
  const total = millionths(f.total);
  if (total === 0n || millionths(f.unknown) === total) return null;
  const covered = millionths(f.covered);
  let tenths = (covered * 1000n) / total;
  if (tenths === 0n && covered > 0n) tenths = 1n;
  return `${tenths / 10n}.${tenths % 10n}`;
}

/** A quantity in Vietnamese or English, cut to so many decimals. */
export function amount(text, lang, decimals = 2) {
  const [whole, fraction = ''] = text.split('.');
  const [group, mark] = lang === 'vi' ? ['.', ','] : [',', '.'];
  const digits = [];
  for (let end = whole.length; end > 0; end -= 3) digits.unshift(whole.slice(Math.max(0, end - 3), end));
  const kept = fraction.slice(0, decimals).replace(/0+$/, '');
  return digits.join(group) + (kept ? mark + kept : '');
}
