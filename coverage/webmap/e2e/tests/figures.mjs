// How much, and which commune: what stands in cards and table is what figures.json says.

import assert from 'node:assert/strict';

import { keep, open, shows, until, watched } from '../browser.mjs';
import { counts, cut, read } from '../truth.mjs';

/** The rows of all pages of the table: [name, share, uncovered]. */
export async function rows(page) {
  const found = [];
  for (;;) {
    found.push(...await page.evaluate(() => [...document.querySelectorAll('#rows tr')].map((tr) => [tr.querySelector('.place').firstChild.textContent, ...[...tr.querySelectorAll('td')].map((td) => td.textContent)])));
    const next = await page.$('#pages [data-key=next][aria-disabled=false]');
    if (!next) return found;
    await next.click();
  }
}

async function loads({ browser, newest, base, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  const truth = read(newest);
  assert.equal(await page.getAttribute('html', 'lang'), 'vi');
  const cards = await page.evaluate(() => [...document.querySelectorAll('.card')].map((c) => ({ view: c.dataset.view, big: c.querySelector('.big').textContent, of: c.querySelector('.of').textContent })));
  assert.ok(cards.length >= 4, `${cards.length} cards`);
  for (const c of cards) {
    const [indicator, technology = '', operator = ''] = c.view.split('/');
    const f = truth.find(indicator, technology, operator, truth.top.level, truth.top.code);
    assert.ok(f, c.view);
    assert.equal(c.big, `${cut(f).replace('.', ',')}%`);
    assert.ok(c.of.startsWith(`${counts(f).covered} trên ${counts(f).total} `), c.of);
  }
  const counted = await page.evaluate(() => [...document.querySelectorAll('#legend-classes li .count')].reduce((sum, e) => sum + Number(e.textContent), 0));
  assert.equal(counted, truth.of('commune').length, 'communes in the legend');
  await keep(page, shots, 'page');
  await check();
}

async function tableIsWhole({ browser, newest, base }) {
  const { page, check } = await watched(browser);
  await open(page, `${base}#view=fiber.connected&sort=name`);
  const truth = read(newest);
  const shown = await rows(page);
  const communes = truth.of('commune');
  assert.equal(shown.length, communes.length);
  const wanted = communes.map((u) => {
    const f = truth.find('fiber.connected', '', '', 'commune', u.code);
    return [u.name, cut(f) === null ? 'Chưa xác định' : `${cut(f).replace('.', ',')}%`, counts(f).uncovered].join(' | ');
  });
  assert.deepEqual(shown.map((r) => r.slice(0, 3).join(' | ')).sort(), wanted.sort());
  await check();
}

async function sorts({ browser, base }) {
  const { page, check } = await watched(browser);
  await open(page, `${base}#view=fiber.connected`);
  const shares = async () => (await rows(page)).map((r) => Number(r[1].replace('%', '').replace(',', '.')));
  const rising = await shares();
  assert.deepEqual(rising, [...rising].sort((a, b) => a - b));
  await page.click('#columns th:nth-child(2) button');
  await until(page, () => document.querySelector('#columns th:nth-child(2)').getAttribute('aria-sort') === 'descending');
  assert.deepEqual(await shares(), [...rising].reverse());
  await page.click('#columns th:first-child button');
  const names = (await rows(page)).map((r) => r[0]);
  assert.deepEqual(names, [...names].sort(new Intl.Collator('vi', { numeric: true }).compare));
  assert.ok(names.indexOf('Xã Đông Thạnh') > names.indexOf('Xã Dương Xuân Hội'), 'Đ comes after D');
  await check();
}

async function levels({ browser, newest, base }) {
  const { page, check } = await watched(browser);
  await open(page, `${base}#view=fiber.connected`);
  await page.check('#level-district', { force: true });
  await until(page, () => document.querySelectorAll('#rows tr').length < 50);
  assert.equal((await rows(page)).length, read(newest).of('district').length);
  await check();
}

async function english({ browser, base, newest, shots }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.click('#languages button[value=en]');
  await until(page, () => document.documentElement.lang === 'en' && document.querySelector('#columns th').textContent.startsWith('Name'));
  const truth = read(newest);
  const f = truth.find('mobile.population', '4g', 'any', truth.top.level, truth.top.code);
  assert.equal(await page.textContent('.card[data-view="mobile.population/4g/any"] .big'), `${cut(f)}%`);
  const left = await page.evaluate(() => [...document.querySelectorAll('h1, h2, h3, label, th, button, summary, legend')].map((e) => e.textContent).filter((t) => /Chú giải|Chỉ số|Doanh nghiệp|Tỷ lệ|Được phủ|Đóng/.test(t)));
  assert.deepEqual(left, []);
  await keep(page, shots, 'english');
  await page.click('#languages button[value=vi]');
  await until(page, () => document.documentElement.lang === 'vi');
  await shows(page, 'mobile.population/4g/any');
  await check();
}

export const figures = [
  { name: 'load in Vietnamese, cards equal figures.json', run: loads },
  { name: 'table equals figures.json', run: tableIsWhole },
  { name: 'sort by share and by Vietnamese name', run: sorts },
  { name: 'levels of units', run: levels },
  { name: 'English and back', run: english },
];
