// The legend: thresholds with the number of communes in each class, what else is
// drawn, and the switches of the layers. It stands beside the map, never over it.

import { byId, fill, h } from './dom.js';
import { quantity } from './format.js';
import { few } from './model.js';
import { swatch } from './table.js';

/** Draws the legend of the chosen view. */
export class Legend {
  constructor(model) {
    this.model = model;
    byId('legend').open = !matchMedia('(max-width: 800px)').matches;
    model.state.listen((changed) => {
      if (['lang', 'output', 'view', 'layers'].some((n) => changed.has(n))) this.draw();
    });
  }

  async draw() {
    const { model } = this;
    const turn = (this.turn = (this.turn || 0) + 1);
    const [units, figures] = await Promise.all([model.units(), model.figures()]);
    if (turn !== this.turn) return;
    const counts = tally(units, figures);
    const line = (klass, title) => h('li', { class: counts.get(klass) ? '' : 'zero' }, swatch(model, klass), h('span', { text: title }), h('span', { class: 'count', text: quantity(String(counts.get(klass) || 0), model.lang) }));
    const classes = model.scale.map((c, i) => line(i, model.say(c.title))).reverse();
    fill(byId('legend-title'), model.t('legend'), h('span', { class: 'strip', 'aria-hidden': 'true' }, model.scale.map((_, i) => swatch(model, i))));
    fill(byId('legend-classes'), h('p', { class: 'heading' }, h('span', { text: model.t(model.view.count_only ? 'number' : 'share') }), h('span', { class: 'count', text: model.t('units') })),
      h('ul', {}, classes, line(-1, model.t('noData'))));
    const focused = document.activeElement && document.activeElement.id;
    fill(byId('legend-layers'), h('legend', { text: model.t('layers') }), this.layers());
    if (focused && focused.startsWith('layer-')) byId(focused)?.focus();
  }

  layers() {
    const { model } = this;
    const { layers } = model.output;
    const gaps = model.gapsLayer();
    const all = [
      this.box('gaps', 'gaps', !gaps, gaps ? [keysOfGaps(model), near(model, gaps)] : h('p', { class: 'hint', text: model.t('noLayer') })),
      layers.sites && this.box('sites', 'sites', false, [keysOfSites(model), near(model, layers.sites)]),
      layers.hamlets && this.box('hamlets', 'hamlets', false, [keysOfHamlets(model), near(model, layers.hamlets)]),
    ];
    for (const s of model.output.signal || []) all.push(this.box(`signal:${s.id}`, null, false, signalKeys(model, s), model.say(s.title)));
    return all;
  }

  /** A check box of a layer with its keys beneath. */
  box(id, key, off, keys, title = null) {
    const { model } = this;
    const input = h('input', { type: 'checkbox', checked: model.layers.has(id) && !off, disabled: off, id: `layer-${id}`, on: { change: (e) => this.toggle(id, e.target.checked) } });
    return h('div', { class: 'layer' }, h('label', {}, input, ' ', title || model.t(key)), keys);
  }

  toggle(id, on) {
    const layers = this.model.layers;
    if (on) layers.add(id);
    else layers.delete(id);
    this.model.state.set({ layers: [...layers].join(',') });
  }
}

/** Counts the units of the lowest level by class. */
export function tally(units, figures) {
  const counts = new Map();
  figures.unit.forEach((u, at) => {
    if (units.level[u] === 0) counts.set(figures.class[at], (counts.get(figures.class[at]) || 0) + 1);
  });
  return counts;
}

const key = (kind, title) => h('li', {}, h('span', { class: `swatch ${kind}`, 'aria-hidden': 'true' }), h('span', { text: title }));

// Large layers of tiles are drawn from some zoom on only.
const near = (model, layer) => layer.mode === 'tiles' && !few(layer) && h('p', { class: 'hint', text: model.t('near') });

function keysOfGaps(model) {
  if (model.view.gaps === 'fiber') return h('ul', {}, key('gap', model.t('gapFiber')));
  return h('ul', {}, key('white', model.t('gapWhite')), key('gap', model.t('gapGap')));
}

function keysOfSites(model) {
  const { technology } = model.view;
  const title = technology && model.say(model.index.technologies.find((t) => t.id === technology)?.title);
  if (!title) return h('ul', {}, key('mast', model.t('anySite')));
  return h('ul', {}, key('mast', model.t('siteWith', { t: title })), key('mast other', model.t('siteWithout', { t: title })));
}

function keysOfHamlets(model) {
  return h('ul', {}, ['white', 'gap', 'weak', 'served', 'unknown'].map((c) => key(`dot ${c}`, model.t(c === 'unknown' ? 'unknownClass' : c))));
}

function signalKeys(model, s) {
  if (!s.legend) return null;
  return h('ul', {}, s.legend.map((c) => {
    const e = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    e.style.background = c.color;
    return h('li', {}, e, h('span', { text: model.say(c.title) }));
  }));
}
