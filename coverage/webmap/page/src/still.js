// The map that stands when the interactive one cannot: the same classes as plain
// SVG, or the server's own picture where the shapes come as tiles.

import * as data from './data.js';
import { byId, fill, h, svg } from './dom.js';

const width = 720;

/** Puts a notice and a still map in place of the map. */
export async function still(model) {
  const holder = byId('map');
  holder.dataset.still = 'true';
  const draw = async () => fill(holder, h('p', { class: 'notice', role: 'status', text: model.t('mapFailed') }), await picture(model));
  model.state.listen(() => draw());
  await draw();
}

async function picture(model) {
  const layer = model.output.layers.units;
  if (!layer || layer.mode === 'tiles') {
    if (data.offline() || !layer) return h('p', { text: model.t('mapNone') });
    const query = new URLSearchParams({ output: model.output.id, view: model.view.id, level: model.index.levels[0].id, lang: model.lang, format: 'svg' });
    return h('img', { src: `download?${query}`, alt: model.say(model.view.title) });
  }
  const [units, figures, shapes] = await Promise.all([model.units(), model.figures(), data.json(model.layerPath(layer, 'units'))]);
  return drawing(model, { units, figures, shapes });
}

function drawing(model, { units, figures, shapes }) {
  const [w, s, e, n] = model.output.bbox;
  const squeeze = Math.cos(((s + n) / 2) * Math.PI / 180); // equirectangular about the middle
  const scale = width / ((e - w) * squeeze);
  const point = ([lon, lat]) => `${((lon - w) * squeeze * scale).toFixed(1)} ${((n - lat) * scale).toFixed(1)}`;
  const ring = (r) => `M${r.map(point).join('L')}Z`;
  const paths = shapes.features.map((f) => {
    const polygons = f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates;
    const at = figures.rows.get(f.properties.u);
    const klass = at === undefined ? -1 : figures.class[at];
    const path = svg('path', { d: polygons.flat().map(ring).join(''), fill: klass < 0 ? '#ffffff' : model.scale[klass].color, stroke: '#5b6670', 'stroke-width': '0.6', 'fill-rule': 'evenodd' });
    path.append(svg('title', {}, units.name[f.properties.u]));
    path.addEventListener('click', () => model.state.set({ unit: units.code[f.properties.u], gap: '', hamlet: '' }));
    return path;
  });
  return svg('svg', { viewBox: `0 0 ${width} ${Math.ceil((n - s) * scale)}`, role: 'img', 'aria-label': model.say(model.view.title) }, paths);
}
