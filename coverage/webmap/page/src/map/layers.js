// Layers of an output: GeoJSON where it is small, vector tiles where it is not.

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import MVT from 'ol/format/MVT.js';
import Point from 'ol/geom/Point.js';
import ImageLayer from 'ol/layer/Image.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import { fromLonLat } from 'ol/proj.js';
import ImageStatic from 'ol/source/ImageStatic.js';
import VectorSource from 'ol/source/Vector.js';
import VectorTileSource from 'ol/source/VectorTile.js';

import { few } from '../model.js';

const format = new GeoJSON({ featureProjection: 'EPSG:3857' });

/** Pixels of our tiles: their detail is made for 512. */
const tilePixels = 512;

/**
 * Metres per pixel above which a layer of tiles is not drawn: over a nation its gaps
 * and stations would hide the classes, and need not be fetched.
 */
const farthest = { units: Infinity, chosen: Infinity, gaps: 900, sites: 320, hamlets: 320 };

/** Makes a layer of features from its description; null where there is none. */
export function features(model, data, { layer, path, style, zIndex, declutter = false, onError }) {
  if (!layer) return null;
  const where = model.layerPath(layer, path);
  return layer.mode === 'tiles'
    ? new VectorTileLayer({ source: tiles(data, where, layer, onError), style, zIndex, declutter, renderMode: 'hybrid', renderBuffer: 64, maxResolution: few(layer) ? Infinity : farthest[path.split('/')[0]] })
    : new VectorLayer({ source: whole(data, where, onError), style, zIndex, declutter, renderBuffer: 64 });
}

function whole(data, path, onError) {
  const source = new VectorSource({
    loader: (extent, resolution, projection, done, failed) => {
      data.json(path).then((collection) => {
        const all = format.readFeatures(collection);
        source.addFeatures(all);
        done(all);
      }).catch((e) => {
        failed();
        onError(e);
      });
    },
  });
  return source;
}

function tiles(data, path, layer, onError) {
  return new VectorTileSource({
    format: new MVT(),
    tileSize: tilePixels,
    minZoom: layer.minzoom || 0,
    maxZoom: layer.maxzoom,
    url: '{z}/{x}/{y}',
    tileLoadFunction: (tile) => tile.setLoader((extent, resolution, projection) => {
      const [z, x, y] = tile.tileCoord;
      data.bytes(`${path}/${z}/${x}/${y}.mvt`).then((buffer) => {
        tile.setFeatures(buffer ? tile.getFormat().readFeatures(buffer, { extent, featureProjection: projection }) : []);
      }).catch((e) => {
        tile.setFeatures([]);
        onError(e);
      });
    }),
  });
}

/** Degrees from the middle of its parent at which a unit is named on every scale: islands. */
const farDegrees = 1.5;

/** Names of the lowest units at points within them, and of those above in the middle of their parts. */
export function names(units, style) {
  const features = [];
  const add = (u, at, more) => features.push(new Feature({ geometry: new Point(fromLonLat(at)), u, level: units.level[u], ...more }));
  const parts = new Map();
  units.point.forEach((p, u) => {
    if (!p || units.level[u] !== 0 || units.parent[u] < 0) return;
    if (!parts.has(units.parent[u])) parts.set(units.parent[u], []);
    parts.get(units.parent[u]).push(p);
  });
  const middles = new Map([...parts].map(([u, points]) => [u, [median(points, 0), median(points, 1)]]));
  for (const [u, at] of middles) add(u, at, {});
  units.point.forEach((p, u) => {
    if (!p || units.level[u] !== 0) return;
    const [lon, lat] = middles.get(units.parent[u]) || p;
    add(u, p, { far: Math.hypot(p[0] - lon, p[1] - lat) > farDegrees });
  });
  return new VectorLayer({ source: new VectorSource({ features }), style, zIndex: 8, declutter: true });
}

function median(points, axis) {
  const sorted = points.map((p) => p[axis]).sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** A picture of the signal level. */
export function signal(data, output, s) {
  const source = new ImageStatic({ url: data.picture(`data/signal/${output.id}/${s.id}.png`), projection: 'EPSG:3857', imageExtent: s.extent3857, interpolate: false });
  return new ImageLayer({ source, zIndex: 2, opacity: 0.85 });
}
