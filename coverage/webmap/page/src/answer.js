// The answer card: why here, which stations are near, what would close it. For a
// unit, a gap or a hamlet, whichever the link names last.

import * as data from './data.js';
import { big, fraction } from './cards.js';
import { byId, fill, h } from './dom.js';
import { quantity, raised } from './format.js';
import { className, gapsOf, openGap } from './gaps.js';
import { wind } from './words.js';

/** Gaps of a unit that its card lists. */
const listedGaps = 12;

/** Opens and closes the card with the choices. */
export class Answer {
  constructor(model) {
    this.model = model;
    this.element = byId('answer');
    this.opener = null;
    model.state.listen((changed) => {
      if (['lang', 'output', 'view', 'unit', 'gap', 'hamlet'].some((n) => changed.has(n))) this.draw(changed);
    });
    addEventListener('keydown', (e) => { if (e.key === 'Escape' && this.path()) this.close(); });
  }

  /** The path of the chosen card; '' where nothing is chosen. */
  path() {
    const { unit, gap, hamlet } = this.model.state.now;
    const what = gap ? `gap/${gap}` : hamlet ? `hamlet/${hamlet}` : unit ? `unit/${unit}` : '';
    return what && `data/card/${this.model.output.id}/${what}.json`;
  }

  close() {
    this.model.state.set({ unit: '', gap: '', hamlet: '' });
    if (this.opener && this.opener.isConnected) this.opener.focus();
    else byId('map').focus();
  }

  async draw(changed = new Set()) {
    const path = this.path();
    const turn = (this.turn = (this.turn || 0) + 1);
    byId('choose').hidden = path !== '';
    this.element.hidden = path === '';
    if (!path) return fill(this.element);
    const opened = ['unit', 'gap', 'hamlet'].some((n) => changed.has(n));
    if (opened && document.activeElement !== document.body) this.opener = document.activeElement;
    const waiting = setTimeout(() => { if (turn === this.turn) fill(this.element, h('p', { text: this.model.t('cardLoading') })); }, 150);
    const shown = await this.load(path);
    clearTimeout(waiting);
    if (turn !== this.turn) return undefined; // a later choice overtook this one
    fill(this.element, shown);
    this.element.scrollTop = 0;
    if (opened) this.announce();
    return undefined;
  }

  announce() {
    const title = this.element.querySelector('h2');
    byId('said').textContent = this.model.t('selected', { t: title ? title.textContent : '' });
    if (matchMedia('(max-width: 800px)').matches) this.element.scrollIntoView({ block: 'nearest' });
  }

  async load(path) {
    const { model } = this;
    try {
      const units = await model.units();
      const unknown = this.isUnit() && model.unitOf(units, model.state.now.unit) < 0;
      const card = unknown ? await this.plain(new data.Missing(path)) : await data.json(this.isUnit() ? `${path}?view=${encodeURIComponent(model.view.id)}` : path).catch((e) => this.plain(e));
      const extra = this.isUnit() ? await this.unitParts(units, card) : [];
      return [this.head(card), extra.figures, ...body(model, card), extra.gaps, this.tools(card)];
    } catch (e) {
      return [this.head({ title: { vi: '', en: '' } }), h('p', { class: 'failed', text: model.t('failed', { e: e.message }) })];
    }
  }

  isUnit() {
    return !this.model.state.now.gap && !this.model.state.now.hamlet;
  }

  /** What the page knows itself, where there is no card: the name and the figure. */
  async plain(error) {
    if (!(error instanceof data.Missing)) throw error;
    const { model } = this;
    const { unit, gap, hamlet } = model.state.now;
    const units = await model.units();
    const at = model.unitOf(units, unit);
    const place = at < 0 ? gap || hamlet || unit : model.place(units, at);
    const card = { title: { vi: place, en: place }, facts: [] };
    const found = gap && (await gapsOf(model)).rows.find((g) => g.id === gap);
    for (const [key, name, places] of found ? [['households', 'households', 0], ['people', 'population', 0], ['area', 'area_km2', 2]] : []) {
      card.facts.push({ label: model.t(key), value: raised(found[name], places, model.lang) });
    }
    if (found) card.lead = `${className(model, found.class)}${found.cause && model.say(found.cause) ? `. ${model.say(found.cause)}` : ''}`;
    return card;
  }

  head(card) {
    const close = h('button', { type: 'button', class: 'close', 'aria-label': this.model.t('close'), title: `${this.model.t('close')} (Esc)`, on: { click: () => this.close() }, text: '×' });
    return h('header', {}, h('h2', { text: words(this.model, card.title) }), close);
  }

  async unitParts(units, card) {
    const { model } = this;
    const unit = model.unitOf(units, model.state.now.unit);
    if (unit < 0) return {};
    const figures = await model.figures();
    const at = figures.rows.get(unit);
    const row = at === undefined ? null : Object.fromEntries(['covered', 'uncovered', 'unknown', 'total', 'shown'].map((n) => [n, figures[n][at]]));
    const shown = row && h('p', { class: 'now' }, h('span', { class: 'label', text: model.say(model.view.title) }), h('strong', { text: big(model, model.view, row) }), h('span', { text: fraction(model, model.view, row) }));
    return { figures: shown, gaps: await this.gapButtons(units, unit, card) };
  }

  async gapButtons(units, unit, card) {
    const { model } = this;
    if (!model.gapsLayer()) return null;
    const all = card.gaps || (await gapsOf(model)).rows.filter((g) => g.u === unit);
    if (all.length === 0) return null;
    const line = (g) => `${g.title ? model.say(g.title) : className(model, g.class)}: ${raised(g.households, 0, model.lang)} ${model.t('households').toLowerCase()}, ${raised(g.area_km2, 2, model.lang)} km²`;
    const more = all.length > listedGaps ? h('p', { text: model.t('moreGaps', { n: all.length - listedGaps }) }) : null;
    return h('section', {}, h('h3', { text: model.t('gapsHere') }),
      h('ul', { class: 'gaps' }, all.slice(0, listedGaps).map((g) => h('li', {}, h('button', { type: 'button', class: 'link', data: { gap: g.id }, on: { click: () => openGap(model, units, { ...g, u: unit }) }, text: line(g) })))), more);
  }

  tools(card) {
    const { model } = this;
    return h('p', { class: 'tools' }, card.bbox || this.isUnit()
      ? h('button', { type: 'button', class: 'link', on: { click: () => dispatchEvent(new CustomEvent('phusong-zoom', { detail: card.bbox || null })) }, text: model.t('zoomTo') })
      : null);
  }
}

// Cards say Words; what the page composes itself is plain text.
const words = (model, w) => (typeof w === 'string' ? w : model.say(w));

function body(model, card) {
  const say = (w) => words(model, w);
  return [
    card.lead && say(card.lead) && h('p', { class: 'lead', text: say(card.lead) }),
    card.why && say(card.why) && section(model, 'why', h('p', { text: say(card.why) })),
    list(model, 'remedies', card.remedies),
    card.facts && card.facts.length > 0 && h('dl', {}, card.facts.map((f) => h('div', {}, h('dt', { text: say(f.label) }), h('dd', { text: say(f.value) })))),
    card.stations && card.stations.length > 0 && section(model, 'stations', stations(model, card.stations)),
    list(model, 'caveats', card.caveats),
  ];
}

function section(model, key, ...children) {
  return h('section', { class: key }, h('h3', { text: model.t(key) }), children);
}

function list(model, key, all) {
  return all && all.length > 0 && section(model, key, h('ul', {}, all.map((w) => h('li', { text: words(model, w) }))));
}

function stations(model, all) {
  const heads = ['station', 'distance', 'note'].map((key) => h('th', { scope: 'col', text: model.t(key) }));
  const rows = all.map((s) => h('tr', {},
    h('th', { scope: 'row' }, s.site, h('small', { text: [s.operator, words(model, s.technology || '').toUpperCase()].filter(Boolean).join(' ') })),
    h('td', { text: `${quantity(String(s.km), model.lang, 3)} km${s.azimuth_deg === null || s.azimuth_deg === undefined ? '' : ` ${wind(model.lang, s.azimuth_deg)}`}` }),
    h('td', { text: words(model, s.note || '') })));
  return h('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': model.t('stations') }, h('table', {}, h('thead', {}, h('tr', {}, heads)), h('tbody', {}, rows)));
}
