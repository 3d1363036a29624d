// Where: gaps and communes are chosen on the map, by pointer and by keys.

import assert from 'node:assert/strict';

import { readFileSync } from 'node:fs';

import { keep, open, until, watched } from '../browser.mjs';

const inRing = ([x, y], ring) => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [ring[i], ring[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
};

/** A point within the largest polygon of the feature, on a grid over it. */
function within(feature) {
  const polygons = feature.geometry.type === 'Polygon' ? [feature.geometry.coordinates] : feature.geometry.coordinates;
  const ring = polygons.map((p) => p[0]).sort((a, b) => b.length - a.length)[0];
  const [xs, ys] = [ring.map((p) => p[0]), ring.map((p) => p[1])];
  for (const fraction of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    for (const other of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const p = [Math.min(...xs) + fraction * (Math.max(...xs) - Math.min(...xs)), Math.min(...ys) + other * (Math.max(...ys) - Math.min(...ys))];
      if (inRing(p, ring)) return p;
    }
  }
  throw new Error('no point within');
}

async function gapsOf(page, base) {
  const index = await (await page.request.get(`${base}data/index.json`)).json();
  const newest = index.outputs[index.outputs.length - 1].id;
  return (await (await page.request.get(`${base}data/geo/${newest}/gaps/mobile/4g/any.geojson`)).json()).features;
}

async function clickGap({ browser, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  const gap = (await gapsOf(page, base)).sort((a, b) => Number(b.properties.area_km2) - Number(a.properties.area_km2))[0];
  const [x, y] = await page.evaluate((p) => globalThis.phusongPixel(p), within(gap));
  await page.mouse.click(x, y);
  await until(page, (id) => decodeURIComponent(location.hash).includes(`gap=${id}`), gap.properties.id);
  await until(page, () => document.querySelector('#answer .why p') !== null);
  const card = await page.textContent('#answer');
  assert.match(card, /Vì sao/);
  assert.match(card, /Trạm gần nhất/);
  assert.match(card, /Làm gì để phủ/);
  assert.equal(await page.$$eval('#rows tr.chosen', (all) => all.length), 1, 'the commune of the gap is chosen in the table');
  await keep(page, shots, 'gap');
  await page.keyboard.press('Escape');
  await until(page, () => document.querySelector('#answer').hidden);
  assert.ok(!(await page.evaluate(() => location.hash)).includes('gap='));
  await check();
}

async function keysToGap({ browser, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.focus('#tab-button-units');
  await page.keyboard.press('ArrowRight');
  await until(page, () => document.querySelectorAll('#gaps-rows tr').length > 0);
  const wanted = (await gapsOf(page, base)).length;
  assert.equal(await page.$$eval('#gaps-rows tr', (all) => all.length), wanted);
  await page.keyboard.press('Tab'); // into the list
  const focused = () => page.evaluate(() => document.activeElement.dataset.gap || '');
  for (let i = 0; i < 4 && !(await focused()); i++) await page.keyboard.press('Tab');
  const first = await focused();
  await page.keyboard.press('ArrowDown');
  const second = await focused();
  assert.notEqual(second, first);
  await page.keyboard.press('Enter');
  await until(page, (id) => decodeURIComponent(location.hash).includes(`gap=${id}`), second);
  await until(page, () => document.querySelector('#answer .remedies li') !== null);
  await keep(page, shots, 'gaps-list');
  await page.keyboard.press('Escape');
  await until(page, () => document.querySelector('#answer').hidden);
  await check();
}

async function keysOnMap({ browser, base }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.focus('#map');
  const place = () => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).get('map'));
  await page.keyboard.press('+');
  await until(page, () => location.hash.includes('map='));
  const zoomed = await place();
  await page.keyboard.press('ArrowRight');
  await until(page, (was) => new URLSearchParams(location.hash.slice(1)).get('map') !== was, zoomed);
  await page.click('.zoom [data-key=zoomAll]');
  await until(page, () => !location.hash.includes('map='));
  await page.focus('#map');
  await page.keyboard.press('Enter');
  await until(page, () => location.hash.includes('unit='));
  await until(page, () => !document.querySelector('#answer').hidden && Boolean(document.querySelector('#answer h2')?.textContent));
  await check();
}

async function unitCard({ browser, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.focus('#rows .place[tabindex="0"]');
  const first = await page.evaluate(() => document.activeElement.textContent);
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await page.evaluate(() => document.activeElement.textContent), first);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await until(page, () => document.querySelector('#answer ul.gaps button') !== null);
  await keep(page, shots, 'commune');
  await page.click('#answer .tools button');
  await until(page, () => location.hash.includes('map='));
  await page.click('#answer ul.gaps button');
  await until(page, () => location.hash.includes('gap='));
  await keep(page, shots, 'gap-zoomed');
  await page.click('#answer .close');
  await until(page, () => document.querySelector('#answer').hidden);
  await check();
}

async function layers({ browser, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, `${base}#map=11.5/10.6000/106.6400`);
  await page.check('#layer-sites');
  await until(page, () => location.hash.includes('sites'));
  await page.waitForTimeout(500);
  await keep(page, shots, 'sites');
  await page.uncheck('#layer-gaps');
  await page.focus('#layer-sites');
  await page.keyboard.press('Space');
  await until(page, () => !document.querySelector('#layer-sites').checked);
  await until(page, () => document.activeElement.id === 'layer-sites', null, 3000); // drawn anew, the switch keeps the keys
  await until(page, () => location.hash.includes('layers=') && !location.hash.includes('gaps'));
  await check();
}

// Hamlets of this fixture are many enough to come as vector tiles.
async function hamlet({ browser, hamlets: base, register, shots }) {
  const { page, check } = await watched(browser);
  const { features } = JSON.parse(readFileSync(`${register}/register.geojson`, 'utf8'));
  const white = features.filter((f) => f.properties.class === 'white' && f.geometry)[20];
  const [lon, lat] = white.geometry.coordinates;
  await open(page, `${base}#layers=hamlets&map=13/${lat}/${lon}`);
  const [x, y] = await page.evaluate((p) => globalThis.phusongPixel(p), [lon, lat]);
  await page.mouse.click(x, y);
  await until(page, (id) => decodeURIComponent(location.hash).includes(`hamlet=${id}`), white.properties.id);
  await until(page, (name) => document.querySelector('#answer h2')?.textContent.includes(name), white.properties.name);
  await keep(page, shots, 'hamlet');
  await check();
}

export const map = [
  { name: 'click a gap on the map', run: clickGap },
  { name: 'reach a gap by keys', run: keysToGap },
  { name: 'move, zoom and choose on the map by keys', run: keysOnMap },
  { name: 'a commune and its gaps', run: unitCard },
  { name: 'layers', run: layers },
  { name: 'click a hamlet, from vector tiles', run: hamlet, needs: 'hamlets' },
];
