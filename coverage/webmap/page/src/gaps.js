// The list of gaps: where. The largest come first; a row opens the answer to why it
// is a gap, and so reaches by keys what the mouse reaches on the map.

import * as data from './data.js';
import { byId, fill, h } from './dom.js';
import { number, quantity, raised } from './format.js';

/** Rows drawn; the download has all. */
const shownRows = 200;

/** The gaps of the chosen view, most households first: {count, rows}. Empty where none are drawn. */
export async function gapsOf(model) {
  const layer = model.gapsLayer();
  if (!layer) return { count: 0, rows: [] };
  if (layer.mode === 'tiles') return listed(await data.json(`data/gaps/${model.output.id}/${model.view.gaps}.json`));
  return drawn(await data.json(model.layerPath(layer, layer.path)));
}

function listed(columns) {
  const names = Object.keys(columns).filter((n) => Array.isArray(columns[n]));
  const rows = columns.id.map((_, i) => Object.fromEntries(names.map((n) => [n, columns[n][i]])));
  return { count: columns.count ?? rows.length, rows };
}

function drawn(collection) {
  const rows = collection.features.map((f) => f.properties);
  const worth = (g, name) => number(g[name]) || 0;
  rows.sort((a, b) => worth(b, 'households') - worth(a, 'households') || worth(b, 'population') - worth(a, 'population') || worth(b, 'area_km2') - worth(a, 'area_km2'));
  return { count: rows.length, rows };
}

/** The words of a gap's class or a hamlet's: white, gap, not_passed. */
export function className(model, id) {
  return model.t(id === 'unknown' || !id ? 'unknownClass' : id);
}

/** Draws the list when its tab is open. */
export class GapList {
  constructor(model) {
    this.model = model;
    model.state.listen((changed) => {
      if (['lang', 'output', 'view', 'tab', 'gap'].some((n) => changed.has(n))) this.draw();
    });
    byId('gaps-rows').addEventListener('keydown', (e) => walk(e));
  }

  async draw() {
    const { model } = this;
    if (model.state.now.tab !== 'gaps') return;
    const turn = (this.turn = (this.turn || 0) + 1);
    const [units, gaps] = await Promise.all([model.units(), gapsOf(model)]);
    if (turn !== this.turn) return;
    const rows = gaps.rows.slice(0, shownRows);
    const key = gaps.count === 0 ? 'gapsNone' : rows.length < gaps.count ? 'gapsShown' : 'gapsCount';
    fill(byId('gaps-count'), model.t(key, { n: quantity(String(gaps.count), model.lang), m: rows.length }));
    fill(byId('gaps-caption'), model.t('tabGaps'), h('span', { class: 'visually-hidden', text: `: ${model.say(model.view.title)}` }));
    const headings = [model.t('gapPlace'), model.t('households'), model.t('people'), model.t('area')];
    fill(byId('gaps-columns'), h('tr', {}, headings.map((title, i) => h('th', { scope: 'col', class: i ? 'number' : '', text: title }))));
    const at = Math.max(0, rows.findIndex((g) => g.id === model.state.now.gap));
    fill(byId('gaps-rows'), rows.map((g, i) => this.row(g, units, i === at)));
  }

  row(g, units, active) {
    const { model } = this;
    const chosen = g.id === model.state.now.gap;
    const amount = (name, places) => h('td', { class: 'number', text: raised(g[name], places, model.lang) });
    return h('tr', { class: chosen ? 'chosen' : '', 'aria-current': chosen ? 'true' : null, on: { click: () => openGap(model, units, g) } },
      h('th', { scope: 'row' }, h('button', { type: 'button', class: 'place', tabindex: active ? '0' : '-1', data: { gap: g.id } }, units.name[g.u], h('small', { text: className(model, g.class) }))),
      amount('households', 0), amount('population', 0), amount('area_km2', 2));
  }
}

/** Chooses a gap and the unit it lies in. */
export function openGap(model, units, g) {
  model.state.set({ unit: units.code[g.u], gap: g.id, hamlet: '' });
}

function walk(e) {
  const buttons = [...e.currentTarget.querySelectorAll('.place')];
  const at = buttons.indexOf(e.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1, PageDown: at + 10, PageUp: at - 10 }[e.key];
  if (at < 0 || to === undefined) return;
  e.preventDefault();
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, to))];
  for (const b of buttons) b.tabIndex = b === next ? 0 : -1;
  next.focus();
}
