// How units, gaps, stations and hamlets look. Styles are made once and shared: a
// nation has thousands of features, and each is styled on every frame.

import Circle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import RegularShape from 'ol/style/RegularShape.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';

import { dots, hatch } from './patterns.js';

const ink = '#16202a';
const border = new Stroke({ color: 'rgba(70, 84, 98, 0.75)', width: 0.7 });

/** Metres per pixel at which names of units begin to be drawn. */
const nameBelow = 130;

/** Metres per pixel up to which the units above them are named. */
const upperBelow = 2600;

/** Metres per pixel below which units have borders: above, borders would be all one sees. */
const borderBelow = 1300;

/** What stations must have for a technology; those that are not here want any. */
const generations = { '2g': ['2g'], '3g': ['3g'], '4g': ['4g'], '5g': ['5g'], '4g+': ['4g', '5g'] };

/** Styles of the chosen view: a function for each layer. */
export class Styles {
  constructor(model) {
    this.model = model;
    const { nodata, gap, white } = { nodata: { color: '#ffffff', dots: '#808080' }, gap: { color: '#e05a00' }, white: { color: '#c4001d' }, ...model.index.styles };
    this.noData = new Style({ fill: new Fill({ color: dots(nodata.color, nodata.dots) }), stroke: border });
    this.gaps = new Map([
      ['white', area(white.color, 1.6, {})],
      ['gap', area(gap.color, 1.2, { back: true, veil: 0.4 })],
      ['undecided', area(gap.color, 1.2, { back: true, veil: 0.4 })],
      // Gaps of fibre are whole communes: their class must be seen through them.
      ['other', area(gap.color, 1, { back: true, veil: 0, gap: 12 })],
    ]);
    this.onLight = name(ink, 'rgba(255, 255, 255, 0.9)');
    this.far = name(ink, 'rgba(255, 255, 255, 0.9)');
    this.far.getText().setOffsetY(12);
    this.onDark = name('#ffffff', 'rgba(12, 20, 44, 0.85)');
    this.site = mast(ink, '#ffffff', 5.5);
    this.otherSite = mast('#ffffff', '#4d5a67', 4.5);
    this.hamlets = hamletStyles(gap.color, white.color);
    this.chosen = [new Style({ stroke: new Stroke({ color: '#ffffff', width: 6 }), zIndex: 9 }), new Style({ stroke: new Stroke({ color: ink, width: 3 }), zIndex: 10 })];
    this.classes = [];
  }

  /** Takes the figures and the scale of a view. */
  take(units, figures, scale) {
    this.units = units;
    this.classOf = new Map(figures.unit.map((u, at) => [u, figures.class[at]]));
    this.classes = scale.map((c) => new Style({ fill: new Fill({ color: c.color }), stroke: border }));
    this.plain = scale.map((c) => new Style({ fill: new Fill({ color: c.color }), stroke: new Stroke({ color: 'rgba(60, 76, 92, 0.4)', width: 0.35 }) }));
    this.scale = scale;
    this.level = this.model.level;
  }

  /** The unit above u at the chosen level whose class colours u. */
  shown(u) {
    let at = u;
    while (at >= 0 && this.units.level[at] < this.level) at = this.units.parent[at];
    return at < 0 ? u : at;
  }

  unit = (feature, resolution) => {
    const klass = this.classOf.get(this.shown(feature.get('u')));
    const styles = resolution > borderBelow ? this.plain : this.classes;
    return klass === undefined || klass < 0 ? this.noData : styles[klass] || this.noData;
  };

  /** Names, where they have room: of the lowest units from near, of those above from afar. */
  label = (feature, resolution) => {
    const u = feature.get('u');
    const near = resolution <= nameBelow;
    const upper = feature.get('level') > 0;
    if (!upper && !near) return feature.get('far') ? named(this.far, this.units.name[u]) : null;
    if (upper && (near || resolution > upperBelow)) return null;
    const klass = this.scale[this.classOf.get(this.shown(u))];
    return named(klass && klass.dark ? this.onDark : this.onLight, this.units.name[u]);
  };

  /** Stations of the view's technology are solid, the others hollow. */
  mast = (feature) => {
    const wanted = generations[this.model.view.technology];
    return !wanted || wanted.some((t) => (feature.get('t') || '').includes(t)) ? this.site : this.otherSite;
  };

  gap = (feature) => this.gaps.get(feature.get('class')) || this.gaps.get('other');

  hamlet = (feature) => this.hamlets.get(feature.get('class')) || this.hamlets.get('unknown');
}

const name = (color, halo) => new Style({ text: new Text({ font: '600 12px "Be Vietnam Pro", sans-serif', fill: new Fill({ color }), stroke: new Stroke({ color: halo, width: 2.5 }), padding: [2, 4, 2, 4] }) });

function named(style, text) {
  style.getText().setText(text);
  return style;
}

const mast = (color, edge, radius) => new Style({ image: new RegularShape({ declutterMode: 'obstacle', points: 3, radius, fill: new Fill({ color }), stroke: new Stroke({ color: edge, width: 1.2 }) }) });

function area(color, width, lines) {
  return new Style({ fill: new Fill({ color: hatch(color, lines) }), stroke: new Stroke({ color, width }) });
}

// The declutter mode draws every mark and lets it be found under the pointer in tiles,
// where the library finds decluttered marks only.
// Shapes differ beside colours: what lacks signal is larger and has corners.
function hamletStyles(gap, white) {
  const edge = new Stroke({ color: '#ffffff', width: 1 });
  const square = (color) => new Style({ zIndex: 2, image: new RegularShape({ declutterMode: 'obstacle', points: 4, angle: Math.PI / 4, radius: 6, fill: new Fill({ color }), stroke: edge }) });
  const diamond = (color) => new Style({ zIndex: 1, image: new RegularShape({ declutterMode: 'obstacle', points: 4, radius: 6, fill: new Fill({ color }), stroke: edge }) });
  const dot = (color, radius) => new Style({ image: new Circle({ declutterMode: 'obstacle', radius, fill: new Fill({ color }), stroke: edge }) });
  return new Map([['white', square(white)], ['gap', diamond(gap)], ['weak', dot('#e8a400', 4.5)], ['served', dot('#2a7f62', 2.6)], ['unknown', dot('#8a949e', 3.5)]]);
}
