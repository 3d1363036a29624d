// Downloads of exactly what is shown: the server makes them from the same figures;
// the offline file makes the two plain formats itself.

import * as data from './data.js';
import { byId, fill, h } from './dom.js';
import { fold } from './format.js';
import { gapsOf } from './gaps.js';

/** Draws the download links and keeps them true. */
export function downloads(model, table) {
  const draw = () => {
    byId('download-title').textContent = model.t('download');
    fill(byId('download-list'), data.offline() ? offlineLinks(model, table) : groups(model));
  };
  model.state.listen(draw);
  draw();
}

/** The links by what they hold. */
function groups(model) {
  const kinds = [...new Set(model.index.downloads.map((d) => d.what || 'figures'))].filter((what) => what !== 'gaps' || model.gapsLayer());
  const links = (what) => model.index.downloads.filter((d) => (d.what || 'figures') === what).map((d) => link(model, d));
  return kinds.map((what) => h('li', { class: 'group' }, h('span', { text: `${model.t(`what_${what}`)}: ` }), h('ul', {}, links(what))));
}

function link(model, d) {
  const { state, output, view, index, level } = model;
  const query = new URLSearchParams({ output: output.id, view: view.id, level: index.levels[level].id, lang: model.lang, format: d.format });
  if (d.what) query.set('what', d.what);
  if (state.now.q) query.set('q', fold(state.now.q));
  query.set('sort', state.now.sort);
  if (d.what === 'map') {
    if (model.layers.has('gaps') && model.gapsLayer()) query.set('layers', 'gaps');
    if (state.now.unit) query.set('unit', state.now.unit);
  }
  return h('li', {}, h('a', { href: `download?${query}`, download: true, title: model.say(d.title), data: { format: d.format, what: d.what || 'figures' }, text: names[d.format] || d.format.toUpperCase() }));
}

const names = { csv: 'CSV', geojson: 'GeoJSON', xlsx: 'Excel (XLSX)', docx: 'Word (DOCX)', gpkg: 'GeoPackage', geoparquet: 'GeoParquet', fgb: 'FlatGeobuf', pmtiles: 'PMTiles', html: 'HTML', md: 'Markdown' };

function offlineLinks(model, table) {
  const button = (format, title, make) => h('li', {}, h('button', { type: 'button', class: 'link', data: { format }, on: { click: async () => save(model, format, await make()) }, text: title }));
  return [button('csv', 'CSV', () => new Blob([csv(model, table)], { type: 'text/csv' })),
    button('geojson', 'GeoJSON', async () => new Blob([await geojson(model)], { type: 'application/geo+json' }))];
}

function save(model, extension, blob) {
  const name = [model.output.region, model.view.id, model.output.date].join(' ').normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D').replace(/[^\w+.-]+/g, '-');
  const url = URL.createObjectURL(blob);
  const a = h('a', { href: url, download: `${name}.${extension}` });
  document.body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The rows of the table in their order: exact decimals with a point, percent with 6. */
export function csv(model, table) {
  const { units, figures } = table;
  const names = model.view.count_only ? ['total'] : ['covered', 'uncovered', 'unknown', 'total', 'percent'];
  const rows = table.order.map((u) => [units.code[u], units.name[u], ...names.map((n) => figures[n][figures.rows.get(u)])]);
  const cell = (v) => (/[",\r\n]/.test(v ?? '') ? `"${v.replaceAll('"', '""')}"` : v ?? '');
  const head = ['code', 'name', ...names];
  return `\uFEFF${[head, ...rows].map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** The gaps of the view as drawn, or else the units with their figures. */
async function geojson(model) {
  const layer = model.gapsLayer();
  if (layer && layer.mode !== 'tiles' && (await gapsOf(model)).count > 0) return JSON.stringify(await data.json(model.layerPath(layer, layer.path)));
  const [units, figures, shapes] = await Promise.all([model.units(), model.figures(), data.json(`data/geo/${model.output.id}/units.geojson`)]);
  const features = shapes.features.map((f) => {
    const { u } = f.properties;
    const at = figures.rows.get(u);
    const value = (n) => (at === undefined ? null : figures[n][at]);
    return { ...f, properties: { code: units.code[u], name: units.name[u], covered: value('covered'), total: value('total'), percent: value('percent') } };
  });
  return JSON.stringify({ type: 'FeatureCollection', features });
}
