// Choosing on the map: by a click, by a finger, or by Enter at the cross in the
// middle. The uppermost thing wins: hamlet, gap, unit.

import Overlay from 'ol/Overlay.js';

import { percent, quantity } from '../format.js';

const reach = { hitTolerance: 5 };

/** Wires clicks, the tooltip and the keys. */
export function pick(map) {
  const holder = document.getElementById('map');
  map.map.on('singleclick', (e) => choose(map, e.pixel));
  holder.addEventListener('keydown', (e) => {
    if (e.target !== holder || e.key !== 'Enter') return;
    e.preventDefault();
    const [width, height] = map.map.getSize();
    choose(map, [width / 2, height / 2]);
  });
  tooltip(map, holder);
}

/** What lies at a pixel, uppermost first: {kind, properties}. */
function at(map, pixel) {
  const found = [];
  map.map.forEachFeatureAtPixel(pixel, (feature, layer) => {
    const kind = layer && layer.get('name');
    if (['hamlets', 'gaps', 'sites', 'units'].includes(kind)) found.push({ kind, properties: feature.getProperties() });
  }, reach);
  const order = ['hamlets', 'sites', 'gaps', 'units'];
  return found.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function choose(map, pixel) {
  const { model, units } = map;
  const hit = at(map, pixel).find((h) => h.kind !== 'sites');
  if (!hit) return;
  const { properties: p, kind } = hit;
  const code = (u) => (u >= 0 ? units.code[map.styles.shown(u)] : '');
  if (kind === 'gaps') model.state.set({ unit: units.code[p.u] || '', gap: p.id, hamlet: '' });
  else if (kind === 'hamlets') model.state.set({ unit: units.code[p.u] || '', gap: '', hamlet: p.id });
  else model.state.set({ unit: code(p.u), gap: '', hamlet: '' });
}

function tooltip(map, holder) {
  const element = document.createElement('div');
  element.className = 'tooltip';
  element.setAttribute('aria-hidden', 'true');
  const overlay = new Overlay({ element, offset: [14, 14], positioning: 'top-left', stopEvent: false });
  map.map.addOverlay(overlay);
  let waiting = 0;
  map.map.on('pointermove', (e) => {
    cancelAnimationFrame(waiting);
    if (e.dragging) return overlay.setPosition(undefined);
    waiting = requestAnimationFrame(() => {
      const hits = at(map, e.pixel);
      holder.classList.toggle('pointing', hits.length > 0);
      element.textContent = hits.length ? words(map, hits) : '';
      const right = e.pixel[0] > map.map.getSize()[0] - 220;
      overlay.setPositioning(right ? 'top-right' : 'top-left');
      overlay.setOffset(right ? [-14, 14] : [14, 14]);
      overlay.setPosition(hits.length ? e.coordinate : undefined);
    });
    return undefined;
  });
  holder.addEventListener('pointerleave', () => overlay.setPosition(undefined));
}

function words(map, hits) {
  const lines = [];
  const seen = new Set();
  for (const { kind, properties } of hits) {
    if (seen.has(kind)) continue;
    seen.add(kind);
    lines.push(line[kind](map, properties));
  }
  return lines.filter(Boolean).join('\n');
}

const line = {
  hamlets: (map, p) => `${p.name}: ${map.model.t(p.class === 'unknown' ? 'unknownClass' : p.class)}`,
  sites: (map, p) => `${p.name || p.id}: ${(p.ops || '').replaceAll(/\b[2-5]g\b/g, (g) => g.toUpperCase())}`,
  gaps: ({ model }, p) => `${model.t(p.class === 'white' ? 'gapWhite' : model.view.gaps === 'fiber' ? 'gapFiber' : 'gapGap')}: ${quantity(String(Math.ceil(p.households)), model.lang)} ${model.t('households').toLowerCase()}`,
  units: (map, p) => {
    const u = map.styles.shown(p.u);
    const figures = map.figures;
    const row = figures.rows.get(u);
    const { model } = map;
    const value = row === undefined ? model.t('noData') : model.view.count_only ? quantity(figures.total[row], model.lang) : percent(figures.shown[row], model.lang) || model.t('noData');
    return `${map.units.name[u]}: ${value}`;
  },
};

/** Buttons for what keys and fingers do: zoom in, out, all. */
export function controls(map) {
  const { model } = map;
  const bar = document.createElement('div');
  bar.className = 'zoom';
  const make = (key, sign, act) => {
    const b = document.createElement('button');
    b.type = 'button';
    b.textContent = sign;
    b.dataset.key = key;
    b.addEventListener('click', act);
    bar.append(b);
    return b;
  };
  const by = (step) => () => map.map.getView().animate({ zoom: map.map.getView().getZoom() + step, duration: map.still ? 0 : 200 });
  const buttons = [make('zoomIn', '+', by(1)), make('zoomOut', '−', by(-1)), make('zoomAll', '⤢', () => map.zoomAll())];
  const name = () => {
    for (const b of buttons) {
      b.setAttribute('aria-label', model.t(b.dataset.key));
      b.title = model.t(b.dataset.key);
    }
  };
  name();
  model.state.listen(name);
  document.getElementById('map-panel').append(bar);
}
