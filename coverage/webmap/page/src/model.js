// What the choices mean: which output, view, units and figures are shown now.

import * as data from './data.js';
import { fold, say } from './format.js';
import { text } from './words.js';

/** Whether so little is in a layer that it can be drawn from any distance. */
export const few = (layer) => typeof layer.count === 'number' && layer.count < 5000;

/** Reads the index and answers questions about what is chosen. */
export class Model {
  constructor(index, state) {
    this.index = index;
    this.state = state;
    this.unitSets = new Map();
  }

  get lang() { return this.state.now.lang; }

  say(words) { return say(words, this.lang); }

  t(key, values) { return text(this.lang, key, values); }

  /** The chosen output; the newest where the link names none that is there. */
  get output() {
    const all = this.index.outputs;
    return all.find((o) => o.id === this.state.now.output) || all[all.length - 1];
  }

  /** The chosen view, or the first headline. */
  get view() {
    const views = this.views();
    return views.find((v) => v.id === this.state.now.view) || views.find((v) => v.id === this.index.headlines[0]) || views[0];
  }

  /** The views that the chosen output has. */
  views() {
    const present = this.output.views;
    return present ? present.map((i) => this.index.views[i]) : this.index.views;
  }

  /** The index of the chosen level of units; the lowest by default. */
  get level() {
    const found = this.index.levels.findIndex((l) => l.id === this.state.now.level);
    return found < 0 ? 0 : found;
  }

  get scale() { return this.index.scales[this.view.scale] || []; }

  /** The units of the chosen output, with their folded names for searching. */
  async units() {
    const path = this.output.units;
    if (!this.unitSets.has(path)) {
      const units = await data.json(path);
      units.folded = units.name.map((name, i) => `${fold(name)} ${units.code[i].toLowerCase()}`);
      this.unitSets.set(path, units);
    }
    return this.unitSets.get(path);
  }

  /** The figures of a view in the chosen output; rows finds them by unit. */
  async figures(view = this.view, output = this.output) {
    const figures = await data.json(`data/figures/${output.id}/${view.id}.json`);
    if (!figures.rows) figures.rows = new Map(figures.unit.map((unit, row) => [unit, row]));
    return figures;
  }

  /** The layer description of the gaps of the chosen view; null where none are drawn. */
  gapsLayer() {
    const path = this.view.gaps;
    const layer = path && this.output.layers.gaps && this.output.layers.gaps[path];
    return layer ? { ...layer, path: `gaps/${path}` } : null;
  }

  /** The path that holds a layer's features or, with tiles, its pyramid. */
  layerPath(layer, path) {
    return layer.mode === 'tiles' ? `tiles/${this.output.id}/${path}` : `data/geo/${this.output.id}/${path}.geojson`;
  }

  /** The layers that are switched on. */
  get layers() { return new Set(this.state.now.layers.split(',').filter(Boolean)); }

  /** The unit of a code in the link, at the lowest level that has it; -1 where none is. */
  unitOf(units, code) {
    if (!code) return -1;
    let found = -1;
    units.code.forEach((c, i) => { if (c === code && (found < 0 || units.level[i] < units.level[found])) found = i; });
    return found;
  }

  /** The name of a unit with that of the unit above it. */
  place(units, unit) {
    const parent = units.parent[unit];
    return parent < 0 ? units.name[unit] : `${units.name[unit]}, ${units.name[parent]}`;
  }
}
