// What still stands: without WebGL, without the map's script, without any script, on a
// phone, on paper.

import assert from 'node:assert/strict';

import { keep, launch, open, until, watched } from '../browser.mjs';

async function noWebGL({ base, chromium, shots }) {
  const browser = await launch(chromium, ['--disable-3d-apis', '--disable-gpu']);
  try {
    const { page, check } = await watched(browser);
    await open(page, base);
    assert.equal(await page.evaluate(() => document.createElement('canvas').getContext('webgl')), null);
    assert.equal(await page.getAttribute('html', 'data-map'), 'live');
    const colours = await page.evaluate(() => {
      const seen = new Set();
      for (const canvas of document.querySelectorAll('#map canvas')) {
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        for (let i = 0; i < data.length; i += 4 * 97) if (data[i + 3]) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
      }
      return seen.size;
    });
    assert.ok(colours > 3, `${colours} colours on the map`);
    await keep(page, shots, 'no-webgl');
    await check();
  } finally {
    await browser.close();
  }
}

const stillStands = (poison, name) => async ({ browser, base, shots }) => {
  const { page, check } = await watched(browser, { expected: [/map/, /ERR_FAILED/, /poisoned/] });
  await page.route('**/assets/map.js', poison);
  await open(page, base);
  assert.equal(await page.getAttribute('html', 'data-map'), 'still');
  assert.ok(await page.$$eval('.card', (all) => all.length) >= 4);
  assert.ok(await page.$$eval('#rows tr', (all) => all.length) > 10);
  await until(page, () => document.querySelectorAll('#map svg path.unit').length === 186 && document.querySelectorAll('#map svg path.gap').length > 0);
  assert.match(await page.textContent('#map'), /bản đồ tĩnh/);
  await keep(page, shots, name);
  await page.click('#rows .place');
  await until(page, () => !document.querySelector('#answer').hidden);
  await check();
};

const script = (body) => (route) => route.fulfill({ contentType: 'text/javascript', body });

async function noScript({ browser, base }) {
  const { page, check } = await watched(browser, { javaScriptEnabled: false });
  await page.goto(base);
  assert.match(await page.locator('noscript').innerText(), /JavaScript/);
  await check();
}

async function phone({ browser, base, shots }) {
  const { page, check } = await watched(browser, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  await open(page, base);
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  assert.equal(await wide(), 390, 'nothing is wider than the screen');
  assert.equal(await page.evaluate(() => document.querySelector('#legend').open), false, 'the legend is folded');
  await keep(page, shots, 'phone');
  await keep(page, shots, 'phone-whole', { fullPage: true });
  await page.tap('#legend summary');
  await until(page, () => document.querySelector('#legend').open);
  assert.equal(await wide(), 390);
  const [map, legend] = await page.evaluate(() => ['#map', '#legend'].map((s) => document.querySelector(s).getBoundingClientRect().toJSON()));
  assert.ok(legend.top >= map.bottom, 'the legend is not over the map');
  await page.tap('#rows .place');
  await until(page, () => document.querySelector('#answer h2')?.textContent);
  await page.waitForTimeout(400);
  assert.equal(await wide(), 390);
  await keep(page, shots, 'phone-answer');
  await check();
}

async function print({ browser, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.pdf({ path: `${shots}/print.pdf`, format: 'A4', printBackground: true });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.$$eval('#rows tr', (all) => all.length), 186, 'the whole table is printed');
  assert.equal(await page.isVisible('#switches'), false);
  assert.ok(await page.isVisible('#map-panel img.paper'), 'the map is a picture that fits the paper');
  await check();
}

async function modes({ browser, base, shots }) {
  const { page, check } = await watched(browser, { forcedColors: 'active', reducedMotion: 'reduce' });
  await open(page, base);
  await page.click('.zoom [data-key=zoomIn]');
  await until(page, () => location.hash.includes('map='));
  await keep(page, shots, 'forced-colours');
  await check();
}

async function colourBlind({ browser, base, shots }) {
  const { page, context, check } = await watched(browser);
  await open(page, base);
  const session = await context.newCDPSession(page);
  for (const type of ['deuteranopia', 'achromatopsia']) {
    await session.send('Emulation.setEmulatedVisionDeficiency', { type });
    await keep(page, shots, type);
  }
  await check();
}

export const robust = [
  { name: 'no WebGL', run: noWebGL },
  { name: 'map script blocked', run: stillStands((route) => route.abort(), 'still-map') },
  { name: 'map script broken', run: stillStands(script('throw new Error("poisoned map")'), 'still-map-broken') },
  { name: 'map fails at its start', run: stillStands(script('globalThis.phusongMap = () => { throw new Error("poisoned map"); };'), 'still-map-start') },
  { name: 'no script at all', run: noScript },
  { name: 'phone', run: phone },
  { name: 'print', run: print },
  { name: 'forced colours and reduced motion', run: modes },
  { name: 'colour blindness, pictures only', run: colourBlind },
];
