// The offline file: everything in it, nothing asked, nobody told.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { keep, open, shows, until, watched } from '../browser.mjs';
import { counts, cut, read } from '../truth.mjs';
import { axe } from './access.mjs';

async function opens({ browser, offline: file, newest, shots }) {
  const { page, context, check } = await watched(browser);
  await context.setOffline(true);
  const asked = [];
  page.on('request', (r) => asked.push(r.url()));
  await open(page, pathToFileURL(file).href);
  assert.deepEqual(asked.filter((u) => !u.startsWith('data:') && !u.startsWith('blob:')), [pathToFileURL(file).href], 'only the file itself');
  const truth = read(newest);
  const f = truth.find('mobile.population', '4g', 'any', truth.top.level, truth.top.code);
  const card = '.card[data-view="mobile.population/4g/any"]';
  assert.equal(await page.textContent(`${card} .big`), `${cut(f).replace('.', ',')}%`);
  assert.ok((await page.textContent(`${card} .of`)).includes(counts(f).total));
  assert.equal(await page.getAttribute('html', 'data-map'), 'live');
  await keep(page, shots, 'offline');
  await page.selectOption('#switch-indicator', 'fiber.connected');
  await shows(page, 'fiber.connected');
  await page.fill('#search', 'can giuoc');
  await until(page, () => document.querySelectorAll('#search-list li').length > 0);
  await page.keyboard.press('Enter');
  await until(page, () => document.querySelector('#answer h2')?.textContent.includes('Cần Giuộc'));
  await axe(page, 'offline');
  await check();
}

async function gap({ browser, offline: file, shots }) {
  const { page, check } = await watched(browser);
  await open(page, pathToFileURL(file).href);
  await page.click('#tab-button-gaps');
  await until(page, () => document.querySelectorAll('#gaps-rows tr').length > 0);
  await page.click('#gaps-rows .place');
  await until(page, () => document.querySelector('#answer h2')?.textContent && document.querySelector('#answer').textContent.length > 40);
  await keep(page, shots, 'offline-gap');
  await page.click('#languages button[value=en]');
  await until(page, () => document.documentElement.lang === 'en');
  await check();
}

async function saves({ browser, offline: file, newest }) {
  const { page, check } = await watched(browser);
  await open(page, `${pathToFileURL(file).href}#view=fiber.connected`);
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#download-list [data-format=csv]')]);
  const lines = readFileSync(await saved.path(), 'utf8').trim().split('\r\n');
  assert.equal(lines.length - 1, read(newest).of('commune').length);
  await check();
}

async function paper({ browser, offline: file, shots }) {
  const { page, check } = await watched(browser, { javaScriptEnabled: false });
  await page.goto(pathToFileURL(file).href);
  assert.ok(await page.isVisible('#report'), 'the report is there without script');
  assert.ok((await page.locator('#report').innerText()).length > 1000);
  await keep(page, shots, 'offline-noscript');
  await check();
}

export const offline = [
  { name: 'offline file opens, searches and asks nothing', run: opens, needs: 'offline' },
  { name: 'offline file answers for a gap, in two languages', run: gap, needs: 'offline' },
  { name: 'offline file saves what is shown', run: saves, needs: 'offline' },
  { name: 'offline file without script', run: paper, needs: 'offline' },
];
