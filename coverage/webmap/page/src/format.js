// Numbers, dates and names as people of each language write them. Quantities come
// as exact decimal texts and are cut, never rounded and never made a float: a
// share that is not complete must not print as 100.

const marks = { vi: { group: '.', decimal: ',' }, en: { group: ',', decimal: '.' } };

/** Groups the digits of a plain decimal text and cuts it to so many decimals. */
export function quantity(text, lang, decimals = 2) {
  return grouped(text, lang, (fraction) => fraction.slice(0, decimals).replace(/0+$/, ''));
}

function grouped(text, lang, keep) {
  if (text === null || text === undefined || text === '') return '';
  const [, less = '', sign, whole, fraction = ''] = /^(< )?(-?)(\d+)(?:\.(\d+))?$/.exec(String(text)) || [];
  if (whole === undefined) return String(text);
  const m = marks[lang];
  const kept = keep(fraction);
  return less + (sign ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, m.group) + (kept ? m.decimal + kept : '');
}

// Exact decimals have up to twelve places.
const exact = (text) => {
  const [whole, fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
};
const stepsDown = (v, step) => v / step - (v % step < 0n ? 1n : 0n);
const stepsUp = (v, step) => -stepsDown(-v, step);
const stepOf = (places) => 10n ** BigInt(12 - places);
const least = (a, b) => (a < b ? a : b);
const most = (a, b) => (a > b ? a : b);

/** Prints steps of so many places, such as 1.745.937 or 12,50. */
const printed = (n, places, lang) => {
  const digits = String(n < 0n ? -n : n).padStart(places + 1, '0');
  const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
  return grouped(n < 0n ? `-${text}` : text, lang, (fraction) => fraction);
};

/** Prints what is uncovered: raised, for what is left is never 0. Takes the numbers of
 * GeoJSON too. */
export function raised(amount, places, lang) {
  if (amount === null || amount === undefined || amount === '') return '';
  const text = /e/.test(amount) ? amount.toFixed(12) : String(amount);
  return printed(stepsUp(exact(text), stepOf(places)), places, lang);
}

/** Prints the counts of a figure as documents do, so that they add up: covered is cut,
 * the total raised, what is left over never 0 unless it is nothing. The rule is that of
 * Figure.Shares in Go; test/shares.json holds both to it. */
export function shares(f, places, lang) {
  const step = stepOf(places);
  const [c, u, unknownExact, t] = [f.covered, f.uncovered, f.unknown, f.total].map(exact);
  const total = stepsUp(t, step);
  let covered = stepsDown(c, step);
  if (c === t) covered = total;
  if (c > t) covered = most(stepsUp(c, step), total + 1n);
  const rest = total - covered;
  let unknown = 0n;
  if (unknownExact !== 0n) {
    if (u === 0n) unknown = rest;
    else if (u < 0n) unknown = rest - least(rest - stepsUp(unknownExact, step), -1n);
    else unknown = least(stepsUp(unknownExact, step), most(rest - 1n, 1n));
  }
  const text = (n) => printed(n, places, lang);
  const few = c > 0n && covered === 0n;
  return { covered: few ? `< ${text(1n)}` : text(covered), uncovered: text(rest - unknown), unknown: text(unknown), total: text(total) };
}

/** Prints the percentage that the server has already cut. */
export function percent(shown, lang) {
  return shown === null || shown === undefined ? '' : `${shown.replace('.', marks[lang].decimal)}%`;
}

/** Prints a change in points; one that does not show in two decimals is below 0.01. */
export function points(text, lang) {
  const shown = Number(text) === 0 ? text.replace(/^([+-]).*$/, '$1< 0.01') : text;
  return shown.replace('-', '−').replace('.', marks[lang].decimal);
}

/** Compares exact decimal texts as numbers: enough for an order of rows. */
export const number = (text) => (text === null || text === undefined ? NaN : Number(text));

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** Prints a day, month, quarter or year: 05/09/2026, 09/2026, quý III/2026. */
export function date(text, lang) {
  const quarter = /^(\d{4})-?Q([1-4])$/.exec(text);
  if (quarter) return lang === 'vi' ? `quý ${['I', 'II', 'III', 'IV'][quarter[2] - 1]}/${quarter[1]}` : `Q${quarter[2]} ${quarter[1]}`;
  const [, year, month, day] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text) || [];
  if (!year || !month) return text;
  if (lang === 'vi') return [day, month, year].filter(Boolean).join('/');
  return [day && Number(day), months[month - 1], year].filter(Boolean).join(' ');
}

/** Drops tone marks, đ and case: "Cần Giuộc" and "can giuoc" are one. */
export function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'd').toLowerCase().trim();
}

const collator = new Intl.Collator('vi', { numeric: true });

/** Orders names as Vietnamese does: An, Ăn, Ấp, Đồng Tháp after Dương Minh Châu. */
export const byName = (a, b) => collator.compare(a, b);

/** The text of Words in a language; the other language where one is missing. */
export const say = (words, lang) => (words ? words[lang] || words.vi || words.en || '' : '');
