// Numbers, dates and names as people of each language write them. Quantities come
// as exact decimal texts and are cut, never rounded and never made a float: a
// share that is not complete must not print as 100.

const marks = { vi: { group: '.', decimal: ',' }, en: { group: ',', decimal: '.' } };

/** Groups the digits of a plain decimal text and cuts it to so many decimals. */
export function quantity(text, lang, decimals = 2) {
  if (text === null || text === undefined || text === '') return '';
  const [, sign, whole, fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(text)) || [];
  if (whole === undefined) return String(text);
  const m = marks[lang];
  const kept = fraction.slice(0, decimals).replace(/0+$/, '');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, m.group);
  return (sign ? '−' : '') + grouped + (kept ? m.decimal + kept : '');
}

/** Prints the percentage that the server has already cut. */
export function percent(shown, lang) {
  return shown === null || shown === undefined ? '' : `${shown.replace('.', marks[lang].decimal)}%`;
}

/** Prints a change in points with its sign. */
export function points(text, lang) {
  return text.replace('-', '−').replace('.', marks[lang].decimal);
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
