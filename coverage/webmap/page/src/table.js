// The table of units: which commune. It is also the map's text alternative, so it
// holds every figure of the map, sorts as Vietnamese does, and is walked by keys.

import { byId, fill, h } from './dom.js';
import { byName, fold, number, percent, quantity, shares } from './format.js';

/** Rows on a page: more would delay the first paint of a nation's 3,321 communes. */
const pageRows = 50;

/** Keeps the table of the chosen view. */
export class Table {
  constructor(model) {
    this.model = model;
    this.page = 0;
    this.active = -1; // the unit whose row takes the focus
    this.order = [];
    model.state.listen((changed) => this.follow(changed));
    addEventListener('beforeprint', () => this.print(true));
    addEventListener('afterprint', () => this.print(false));
    byId('table').addEventListener('keydown', (e) => this.key(e));
  }

  /** Loads the figures and draws; the page of the chosen unit comes up. */
  async draw() {
    const turn = (this.turn = (this.turn || 0) + 1);
    const [units, figures] = await Promise.all([this.model.units(), this.model.figures()]);
    if (turn !== this.turn) return; // a later choice overtook this one
    Object.assign(this, { units, figures });
    this.arrange();
    this.find();
    this.paint();
  }

  async follow(changed) {
    if (['lang', 'output', 'view'].some((n) => changed.has(n))) return this.draw();
    if (!this.figures) return undefined;
    if (['level', 'sort', 'q'].some((n) => changed.has(n))) {
      this.page = 0;
      this.arrange();
    }
    if (changed.has('unit') || changed.has('level')) this.find();
    return this.paint();
  }

  /** Orders the rows of the chosen level that match the search; no data comes last. */
  arrange() {
    const { units, figures, model } = this;
    const wanted = fold(model.state.now.q);
    this.order = figures.unit.filter((u) => units.level[u] === model.level && (!wanted || units.folded[u].includes(wanted)));
    const [, down, column] = /^(-?)(\w+)$/.exec(model.state.now.sort) || [null, '', 'name'];
    const sign = down ? -1 : 1;
    const names = (a, b) => byName(units.name[a], units.name[b]) || byName(units.code[a], units.code[b]);
    if (column === 'name' || !figures[column]) {
      this.order.sort((a, b) => sign * names(a, b));
      return;
    }
    const value = new Map(this.order.map((u) => [u, number(figures[column][figures.rows.get(u)])]));
    this.order.sort((a, b) => last(value.get(a), value.get(b), sign) || names(a, b));
  }

  /** Turns to the page of the chosen unit. */
  find() {
    const unit = this.model.unitOf(this.units, this.model.state.now.unit);
    const at = this.order.indexOf(unit);
    if (at < 0) return;
    this.page = Math.floor(at / pageRows);
    this.active = unit;
  }

  paint(all = false) {
    const { model } = this;
    const first = all ? 0 : this.page * pageRows;
    this.shown = all ? this.order : this.order.slice(first, first + pageRows);
    if (!this.shown.includes(this.active)) this.active = this.shown[0] ?? -1;
    const chosen = model.unitOf(this.units, model.state.now.unit);
    fill(byId('caption'), model.t('table'), h('span', { class: 'visually-hidden', text: `: ${model.say(model.view.title)}. ${this.sortWords()}` }));
    fill(byId('columns'), h('tr', {}, columns(model).map((c) => this.heading(c))));
    fill(byId('rows'), this.shown.map((u) => this.row(u, u === chosen)));
    fill(byId('pages'), this.pages());
    fill(byId('rows-shown'), this.order.length === 0 ? model.t('rowsNone') : model.t('rows', { a: first + 1, b: first + this.shown.length, n: quantity(String(this.order.length), model.lang) }));
  }

  print(all) {
    if (this.figures) this.paint(all);
  }

  sortWords() {
    const { model } = this;
    const down = model.state.now.sort.startsWith('-');
    const column = columns(model).find((c) => c.id === model.state.now.sort.replace('-', '')) || columns(model)[0];
    return model.t('sortedBy', { c: column.title.toLowerCase(), d: model.t(down ? 'descending' : 'ascending') });
  }

  heading(column) {
    const sort = this.model.state.now.sort;
    const sorted = sort.replace('-', '') === column.id;
    const down = sorted && sort.startsWith('-');
    const turn = () => this.model.state.set({ sort: sorted && !down ? `-${column.id}` : column.id });
    return h('th', { scope: 'col', class: column.class, 'aria-sort': sorted ? (down ? 'descending' : 'ascending') : 'none' },
      h('button', { type: 'button', on: { click: turn } }, column.title, h('span', { class: 'arrow', 'aria-hidden': 'true', text: sorted ? (down ? ' ▼' : ' ▲') : ' ↕' })));
  }

  row(unit, chosen) {
    const { model, figures, units } = this;
    const at = figures.rows.get(unit);
    const cells = columns(model).slice(1).map((c) => h('td', { class: c.class }, c.cell(figures, at)));
    const parent = units.parent[unit];
    const name = h('button', { type: 'button', class: 'place', tabindex: unit === this.active ? '0' : '-1', data: { unit } , on: { focus: () => { this.active = unit; } } },
      units.name[unit], h('small', { text: [parent >= 0 && model.level === 0 ? units.name[parent] : '', units.code[unit]].filter(Boolean).join(' · ') }));
    return h('tr', { class: chosen ? 'chosen' : '', 'aria-current': chosen ? 'true' : null, on: { click: () => model.state.set({ unit: units.code[unit], gap: '', hamlet: '' }) } },
      h('th', { scope: 'row' }, name), cells);
  }

  pages() {
    const last = Math.ceil(this.order.length / pageRows) - 1;
    if (last < 1) return null;
    const turn = (by) => () => { this.page += by; this.active = -1; this.paint(); };
    const button = (key, by, off) => h('button', { type: 'button', 'aria-disabled': String(off), class: 'turn', data: { key }, on: { click: () => { if (!off) { turn(by)(); byId('pages').querySelector(`[data-key=${key}]`).focus(); } } }, 'aria-label': this.model.t(key), text: by < 0 ? '‹' : '›' });
    return [button('previous', -1, this.page === 0), h('span', { text: `${this.page + 1} / ${last + 1}` }), button('next', 1, this.page === last)];
  }

  /** Arrow keys walk the names, on to the next page; Home and End go to its ends. */
  key(e) {
    if (!e.target.classList.contains('place')) return;
    const at = this.order.indexOf(this.active);
    const end = this.order.length - 1;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: end, PageDown: at + 10, PageUp: at - 10 }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.active = this.order[Math.max(0, Math.min(end, to))];
    const page = Math.floor(this.order.indexOf(this.active) / pageRows);
    if (page !== this.page) {
      this.page = page;
      this.paint();
    }
    for (const b of byId('rows').querySelectorAll('.place')) b.tabIndex = Number(b.dataset.unit) === this.active ? 0 : -1;
    byId('rows').querySelector('.place[tabindex="0"]').focus();
  }
}

// What has no value is last in either direction.
function last(a, b, sign) {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return sign * (a - b);
}

/** The columns of a view: a count has one, a share has five. */
export function columns(model) {
  const { view, lang } = model;
  const amount = (id, title, extra = '') => ({ id, title, class: `number ${extra}`, cell: (f, at) => shares(countsOf(f, at), view.places, lang)[id] });
  const name = { id: 'name', title: model.t('name'), class: '' };
  if (view.count_only) return [name, { ...amount('total', model.t('number')), cell: (f, at) => [swatch(model, f.class[at]), quantity(f.total[at], lang)] }];
  const fiber = view.indicator.startsWith('fiber');
  const share = { id: 'percent', title: model.t('share'), class: 'number share', cell: (f, at) => [swatch(model, f.class[at]), f.shown[at] === null ? model.t('noData') : percent(f.shown[at], lang)] };
  return [name, share, amount('uncovered', model.t(fiber ? 'uncoveredFiber' : 'uncovered')), amount('covered', model.t(fiber ? 'coveredFiber' : 'covered'), 'wide'),
    amount('unknown', model.t('unknownColumn'), 'wider'), amount('total', model.t('total'), 'wide')];
}

const countsOf = (f, at) => ({ covered: f.covered[at], uncovered: f.uncovered[at], unknown: f.unknown[at], total: f.total[at] });

/** A little square in the class's colour. */
export function swatch(model, klass) {
  const e = h('span', { class: klass < 0 ? 'swatch none' : 'swatch', 'aria-hidden': 'true' });
  if (klass >= 0 && model.scale[klass]) e.style.background = model.scale[klass].color;
  return e;
}
