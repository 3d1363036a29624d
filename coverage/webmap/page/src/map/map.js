// The interactive map: OpenLayers on a 2D canvas, since offices have remote desktops
// and drivers without WebGL. It draws what the choices say and turns clicks into
// choices; everything else is the page's.

import { ScaleLine } from 'ol/control.js';
import { defaults } from 'ol/interaction/defaults.js';
import DragPan from 'ol/interaction/DragPan.js';
import MouseWheelZoom from 'ol/interaction/MouseWheelZoom.js';
import OLMap from 'ol/Map.js';
import { transformExtent, fromLonLat, toLonLat } from 'ol/proj.js';
import View from 'ol/View.js';

import * as layers from './layers.js';
import { controls, pick } from './pick.js';
import { Styles } from './styles.js';

/** Space about what is fitted, in pixels. */
const margin = [24, 24, 40, 24];

class CoverageMap {
  constructor({ model, data, ready, fail }) {
    Object.assign(this, { model, data, ready, fail });
    this.styles = new Styles(model);
    this.drawn = new Map(); // layers on the map by name
    this.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.warn = (e) => console.warn('map layer:', e.message);
  }

  async begin() {
    const { model } = this;
    const holder = document.getElementById('map');
    holder.replaceChildren();
    this.map = new OLMap({ target: holder, controls: [new ScaleLine({ units: 'metric' })], interactions: interactions(holder), view: this.view(), maxTilesLoading: 8, moveTolerance: 4 });
    controls(this);
    pick(this);
    this.goTo();
    this.map.on('moveend', () => this.moved());
    this.map.on('rendercomplete', () => this.ready());
    model.state.listen((changed) => this.follow(changed).catch(this.warn));
    addEventListener('beforeprint', () => this.paper());
    addEventListener('afterprint', () => document.querySelector('#map-panel .paper')?.remove());
    addEventListener('phusong-zoom', (e) => this.zoomTo(e.detail));
    await this.redraw();
  }

  view() {
    const extent = this.extent(this.model.output.bbox);
    const grown = [extent[0] - 3e5, extent[1] - 3e5, extent[2] + 3e5, extent[3] + 3e5];
    return new View({ extent: grown, showFullExtent: true, minZoom: 3, maxZoom: 17, enableRotation: false, center: [(extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2], zoom: 7 });
  }

  extent(bbox) {
    return transformExtent(bbox, 'EPSG:4326', 'EPSG:3857');
  }

  /** Shows the place of the link, the chosen unit, or all. */
  goTo() {
    const [z, lat, lon] = this.model.state.now.map.split('/').map(Number);
    if (Number.isFinite(z + lat + lon) && this.model.state.now.map) {
      this.map.getView().setCenter(fromLonLat([lon, lat]));
      this.map.getView().setZoom(z);
      return;
    }
    this.fit(this.model.output.bbox, 0);
  }

  fit(bbox, duration = 250) {
    if (!bbox) return;
    this.map.getView().fit(this.extent(bbox), { padding: margin, maxZoom: 14, duration: this.still ? 0 : duration });
  }

  zoomAll() {
    this.fit(this.model.output.bbox);
  }

  async zoomTo(bbox) {
    const units = await this.model.units();
    const unit = this.model.unitOf(units, this.model.state.now.unit);
    this.fit(bbox || (unit >= 0 && units.bbox[unit]));
  }

  /** Writes the place into the link, unless all is shown as at the start. */
  moved() {
    const view = this.map.getView();
    const [lon, lat] = toLonLat(view.getCenter());
    const place = `${view.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lon.toFixed(4)}`;
    if (!this.home) this.home = this.model.state.now.map ? '-' : place;
    this.model.state.set({ map: place === this.home ? '' : place });
  }

  async follow(changed) {
    if (['output', 'view', 'layers', 'level', 'lang'].some((n) => changed.has(n))) await this.redraw();
    if (changed.has('unit') || changed.has('gap')) this.choose(changed);
  }

  /** Draws the chosen view: colours change in place, layers come and go. */
  async redraw() {
    const { model, styles } = this;
    const turn = (this.turn = (this.turn || 0) + 1);
    const [units, figures] = await Promise.all([model.units(), model.figures()]);
    if (turn !== this.turn) return;
    Object.assign(this, { units, figures });
    styles.take(units, figures, model.scale);
    const { output } = model;
    const on = model.layers;
    const described = output.layers;
    const gaps = model.gapsLayer();
    this.keep('units', output.id, true, () => layers.features(model, this.data, { layer: described.units, path: 'units', style: styles.unit, zIndex: 1, onError: this.warn }));
    this.keep('gaps', `${output.id} ${model.view.gaps}`, on.has('gaps') && gaps, () => layers.features(model, this.data, { layer: gaps, path: gaps.path, style: styles.gap, zIndex: 4, onError: this.warn }));
    this.keep('chosen', `${output.id}`, true, () => layers.features(model, this.data, { layer: described.units, path: 'units', style: this.outline, zIndex: 5, onError: this.warn }));
    this.keep('hamlets', output.id, on.has('hamlets') && described.hamlets, () => layers.features(model, this.data, { layer: described.hamlets, path: 'hamlets', style: styles.hamlet, zIndex: 6, declutter: 'hamlets', onError: this.warn }));
    this.keep('sites', output.id, on.has('sites') && described.sites, () => layers.features(model, this.data, { layer: described.sites, path: 'sites', style: styles.mast, zIndex: 7, declutter: 'sites', onError: this.warn }));
    this.keep('names', output.units, true, () => layers.names(units, styles.label));
    for (const s of output.signal || []) this.keep(`signal:${s.id}`, output.id, on.has(`signal:${s.id}`), () => layers.signal(this.data, output, s));
    for (const layer of this.drawn.values()) layer.changed();
    this.map.render();
  }

  /** Keeps the layer of a name while its key stays, else replaces or drops it. */
  keep(name, key, wanted, make) {
    const old = this.drawn.get(name);
    if (old && wanted && old.get('key') === key) return;
    if (old) {
      this.map.removeLayer(old);
      this.drawn.delete(name);
    }
    const layer = wanted && make();
    if (!layer) return;
    layer.set('key', key);
    layer.set('name', name);
    this.drawn.set(name, layer);
    this.map.addLayer(layer);
  }

  /** Where a place is on the screen: for tests and for pages that frame this one. */
  pixel(lonLat) {
    const [x, y] = this.map.getPixelFromCoordinate(fromLonLat(lonLat));
    const { left, top } = this.map.getTargetElement().getBoundingClientRect();
    return [left + x, top + y];
  }

  /** Puts a picture of the map beside it: a canvas does not follow the width of the paper. */
  paper() {
    const [width, height] = this.map.getSize();
    const ratio = globalThis.devicePixelRatio || 1;
    const whole = document.createElement('canvas');
    [whole.width, whole.height] = [width * ratio, height * ratio];
    const c = whole.getContext('2d');
    for (const canvas of this.map.getViewport().querySelectorAll('.ol-layers canvas')) c.drawImage(canvas, 0, 0, whole.width, whole.height);
    const img = document.createElement('img');
    img.className = 'paper';
    img.alt = this.model.say(this.model.view.title);
    img.src = whole.toDataURL('image/png');
    document.querySelector('#map-panel .paper')?.remove();
    document.getElementById('map-panel').append(img);
  }

  outline = (feature) => {
    const u = feature.get('u');
    return this.chosenUnit >= 0 && (u === this.chosenUnit || this.styles.shown(u) === this.chosenUnit) ? this.styles.chosen : null;
  };

  choose() {
    const { model } = this;
    const unit = model.unitOf(this.units, model.state.now.unit);
    this.chosenUnit = unit;
    this.drawn.get('chosen')?.changed();
    if (unit < 0 || !this.units.bbox[unit]) return;
    const seen = this.map.getView().calculateExtent(this.map.getSize());
    const [w, s, e, n] = this.extent(this.units.bbox[unit]);
    if (e < seen[0] || w > seen[2] || n < seen[1] || s > seen[3]) this.fit(this.units.bbox[unit]);
  }
}

// A page that scrolls must not be caught by the map in passing: the wheel and one
// finger move the map only once it has been clicked or reached by the keyboard.
function interactions(holder) {
  const entered = () => holder.contains(document.activeElement);
  const pan = new DragPan({ condition: (e) => e.originalEvent.pointerType !== 'touch' || entered() || pan.getPointerCount() > 1 });
  return defaults({ dragPan: false, mouseWheelZoom: false, altShiftDragRotate: false, pinchRotate: false }).extend([pan, new MouseWheelZoom({ condition: entered })]);
}

globalThis.phusongMap = (parts) => {
  const map = new CoverageMap(parts);
  document.fonts?.load('600 12px "Be Vietnam Pro"', 'Aạữđ').then(() => map.drawn.get('names')?.changed()).catch(() => {});
  globalThis.phusongPixel = (lonLat) => map.pixel(lonLat);
  map.begin().then(() => {
    map.chosenUnit = model(map);
    map.choose();
  }).catch(parts.fail);
};

const model = (map) => map.model.unitOf(map.units, map.model.state.now.unit);
