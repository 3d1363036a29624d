// Search, the one switch, links and downloads.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { keep, open, shows, until, watched } from '../browser.mjs';
import { cut, read } from '../truth.mjs';

async function search({ browser, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.fill('#search', 'can giuoc');
  await until(page, () => document.querySelectorAll('#search-list li').length > 0);
  const options = await page.$$eval('#search-list li', (all) => all.map((e) => e.firstChild.textContent));
  assert.ok(options.includes('Thị trấn Cần Giuộc'), options.join('; '));
  await keep(page, shots, 'search');
  await page.fill('#search', '28159');
  await until(page, () => document.querySelector('#search-list li')?.firstChild.textContent === 'Thị trấn Cần Giuộc');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await until(page, () => document.querySelector('#rows tr.chosen .place')?.firstChild.textContent === 'Thị trấn Cần Giuộc');
  await until(page, () => document.querySelector('#answer h2')?.textContent.includes('Cần Giuộc'));
  assert.ok((await page.evaluate(() => location.hash)).includes('unit=28159'));
  await page.fill('#search', 'đường không có');
  await until(page, () => document.querySelectorAll('#rows tr').length === 0);
  await page.keyboard.press('Escape');
  await until(page, () => document.querySelectorAll('#rows tr').length > 0);
  await check();
}

async function switches({ browser, base, newest, older }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  const [now, before] = [read(newest), read(older)];
  await page.selectOption('#switch-indicator', 'mobile.households');
  await shows(page, 'mobile.households/4g/any');
  await page.check('#switch-technology-5g', { force: true });
  await shows(page, 'mobile.households/5g/any');
  await page.selectOption('#switch-operator', 'Viettel');
  await shows(page, 'mobile.households/5g/Viettel');
  await page.check('#level-province', { force: true });
  const share = () => page.evaluate(() => document.querySelector('#rows td').textContent);
  const wanted = (truth, indicator, technology, operator) => `${cut(truth.find(indicator, technology, operator, truth.top.level, truth.top.code)).replace('.', ',')}%`;
  await until(page, () => document.querySelectorAll('#rows tr').length === 1);
  assert.equal(await share(), wanted(now, 'mobile.households', '5g', 'Viettel'));
  await page.selectOption('#switch-indicator', 'fiber.connected');
  await shows(page, 'fiber.connected');
  assert.equal(await share(), wanted(now, 'fiber.connected', '', ''));
  const dates = await page.$$eval('#switch-date option', (all) => all.map((o) => o.value));
  assert.equal(dates.length, 2);
  await page.selectOption('#switch-date', dates[0]);
  await until(page, (text) => document.querySelector('#rows td').textContent === text, wanted(before, 'fiber.connected', '', ''));
  assert.notEqual(wanted(before, 'fiber.connected', '', ''), wanted(now, 'fiber.connected', '', ''), 'the dates differ');
  await check();
}

async function links({ browser, base }) {
  const { page, check } = await watched(browser);
  await open(page, `${base}#lang=en&view=mobile.population/5g/Viettel&unit=28159&map=11.00/10.6000/106.6000&layers=sites&sort=-uncovered`);
  assert.equal(await page.inputValue('#switch-operator'), 'Viettel');
  assert.ok(await page.isChecked('#switch-technology-5g'));
  assert.ok(await page.isChecked('#layer-sites') && !(await page.isChecked('#layer-gaps')));
  assert.equal(await page.getAttribute('#columns th:nth-child(3)', 'aria-sort'), 'descending');
  await until(page, () => document.querySelector('#answer h2')?.textContent.includes('Cần Giuộc'));
  assert.ok((await page.evaluate(() => location.hash)).includes('map=11.00/10.6000/106.6000'));
  await page.click('.card[data-view="fiber.connected"] .choose');
  await shows(page, 'fiber.connected');
  await page.goBack();
  await shows(page, 'mobile.population/5g/Viettel');
  assert.equal(await page.inputValue('#switch-operator'), 'Viettel');
  await page.goForward();
  await shows(page, 'fiber.connected');
  await check();
}

async function oddLinks({ browser, base }) {
  const { page, check } = await watched(browser);
  for (const hash of ['#view=no/such/view&output=nowhere&level=x&sort=;&tab=9', '#map=a/b/c&layers=,,,x', '#map=1e99/999/-999', '#unit=<script>', '#q=%00%ff']) {
    await page.goto('about:blank');
    await open(page, base + hash);
    assert.equal(await page.$$eval('.card', (all) => all.length >= 4), true, hash);
  }
  await check();
}

async function download(context) {
  const { browser, base, newest } = context;
  const { page, check } = await watched(browser);
  await open(page, `${base}#view=fiber.connected&sort=percent`);
  const saved = async (selector) => {
    const [file] = await Promise.all([page.waitForEvent('download'), page.click(selector)]);
    return readFileSync(await file.path(), 'utf8');
  };
  const lines = (await saved('#download-list a[data-format=csv][data-what=figures]')).replace(/^\uFEFF/, '').trim().split(/\r?\n/);
  const truth = read(newest);
  assert.equal(lines.length - 1, truth.of('commune').length);
  for (const u of truth.of('commune')) {
    const f = truth.find('fiber.connected', '', '', 'commune', u.code);
    const line = lines.find((l) => l.split(/[,;]/).includes(u.code));
    assert.ok(line && line.split(/[,;]/).includes(f.covered) && line.split(/[,;]/).includes(f.total), `${u.code}: ${line}`);
  }
  const gaps = JSON.parse(await saved('#download-list a[data-format=geojson][data-what=gaps]'));
  assert.equal(gaps.features.every((g) => JSON.stringify(g.properties).includes('fiber')), true);
  assert.ok(gaps.features.length > 100);
  await check();
}

export const choices = [
  { name: 'search can giuoc and by code', run: search },
  { name: 'switch indicator, technology, operator and date', run: switches },
  { name: 'deep link, back and forward', run: links },
  { name: 'broken links', run: oddLinks },
  { name: 'download equals view', run: download },
];
