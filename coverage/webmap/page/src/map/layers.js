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

const format = new GeoJSON({ featureProjection: 'EPSG:3857' });

/** Pixels of our tiles: their detail is made for 512. */
const tilePixels = 512;

/** Makes a layer of features from its description; null where there is none. */
export function features(model, data, { layer, path, style, zIndex, declutter = false, onError }) {
  if (!layer) return null;
  const where = model.layerPath(layer, path);
  return layer.mode === 'tiles'
    ? new VectorTileLayer({ source: tiles(data, where, layer, onError), style, zIndex, declutter, renderMode: 'hybrid', renderBuffer: 64 })
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

/** Names of the units at points within them. */
export function names(units, style) {
  const source = new VectorSource();
  units.point.forEach((p, u) => {
    if (p && units.level[u] === 0) source.addFeature(new Feature({ geometry: new Point(fromLonLat(p)), u }));
  });
  return new VectorLayer({ source, style, zIndex: 8, declutter: true });
}

/** A picture of the signal level. */
export function signal(data, output, s) {
  const source = new ImageStatic({ url: data.picture(`data/signal/${output.id}/${s.id}.png`), projection: 'EPSG:3857', imageExtent: s.extent3857, interpolate: false });
  return new ImageLayer({ source, zIndex: 2, opacity: 0.85 });
}
