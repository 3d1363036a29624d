// The map that stands when the interactive one cannot: the same classes as plain
// SVG, or the server's own picture where the shapes come as tiles.

import * as data from './data.js';
import { byId, fill, h, svg } from './dom.js';
import { openGap } from './gaps.js';

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
  return drawing(model, { units, figures, shapes, gaps: await gapShapes(model) });
}

async function gapShapes(model) {
  const layer = model.gapsLayer();
  if (!layer || layer.mode === 'tiles' || !model.layers.has('gaps')) return [];
  return (await data.json(model.layerPath(layer, layer.path))).features;
}

function drawing(model, { units, figures, shapes, gaps }) {
  const [w, s, e, n] = model.output.bbox;
  const squeeze = Math.cos(((s + n) / 2) * Math.PI / 180); // equirectangular about the middle
  const scale = width / ((e - w) * squeeze);
  const point = ([lon, lat]) => `${((lon - w) * squeeze * scale).toFixed(1)} ${((n - lat) * scale).toFixed(1)}`;
  const outline = ({ geometry }) => {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    return polygons.flat().map((ring) => `M${ring.map(point).join('L')}Z`).join('');
  };
  const paths = shapes.features.map((f) => {
    const u = f.properties.u;
    const at = figures.rows.get(u);
    const klass = at === undefined ? -1 : figures.class[at];
    const path = svg('path', { class: 'unit', d: outline(f), fill: klass < 0 ? 'url(#still-none)' : model.scale[klass].color, stroke: '#5b6670', 'stroke-width': '0.6', 'fill-rule': 'evenodd' }, svg('title', {}, units.name[u]));
    path.addEventListener('click', () => model.state.set({ unit: units.code[u], gap: '', hamlet: '' }));
    return path;
  });
  const marks = gaps.map((f) => {
    const kind = f.properties.class === 'white' ? 'white' : 'gap';
    const path = svg('path', { class: 'gap', d: outline(f), fill: `url(#still-${kind})`, stroke: gapColor(model, kind), 'stroke-width': '1.2', 'fill-rule': 'evenodd' });
    path.addEventListener('click', () => openGap(model, units, f.properties));
    return path;
  });
  return svg('svg', { viewBox: `0 0 ${width} ${Math.ceil((n - s) * scale)}`, role: 'img', 'aria-label': model.say(model.view.title) }, patterns(model), paths, marks);
}

const gapColor = (model, kind) => model.index.styles?.[kind]?.color || '#c4001d';

// The same hatching and dots as the interactive map has.
function patterns(model) {
  const pattern = (id, size, ...inside) => svg('pattern', { id: `still-${id}`, width: size, height: size, patternUnits: 'userSpaceOnUse' }, svg('rect', { width: size, height: size, fill: '#ffffff', 'fill-opacity': id === 'none' ? '1' : '0.6' }), inside);
  const lines = (kind, d) => pattern(kind, 6, svg('path', { d, stroke: gapColor(model, kind), 'stroke-width': '1.3' }));
  return svg('defs', {}, lines('white', 'M0 6L6 0'), lines('gap', 'M0 0L6 6'), pattern('none', 4, svg('circle', { cx: 2, cy: 2, r: 0.9, fill: '#808080' })));
}
