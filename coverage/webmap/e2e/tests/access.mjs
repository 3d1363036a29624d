// Accessibility: axe finds nothing to object to, in any state of the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { open, until, watched } from '../browser.mjs';

const source = readFileSync(new URL('../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

/** Runs axe in the page; the page's policy forbids a script element, not the debugger. */
export async function axe(page, state) {
  await page.evaluate(source);
  const found = await page.evaluate(async () => {
    const { violations, passes } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return { passes: passes.length, violations: violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`) };
  });
  assert.deepEqual(found.violations, [], state);
  assert.ok(found.passes > 20, `${found.passes} checks passed`);
}

async function states({ browser, base }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await axe(page, 'page');
  await page.click('#rows .place');
  await until(page, () => document.querySelector('#answer h2')?.textContent);
  await axe(page, 'commune open');
  await page.click('#tab-button-gaps');
  await until(page, () => document.querySelectorAll('#gaps-rows tr').length > 0);
  await page.click('#gaps-rows .place');
  await until(page, () => document.querySelector('#answer .why') !== null);
  await axe(page, 'gap open');
  await page.fill('#search', 'tan');
  await until(page, () => !document.querySelector('#search-list').hidden);
  await axe(page, 'search open');
  await page.keyboard.press('Escape');
  await page.click('#languages button[value=en]');
  await until(page, () => document.documentElement.lang === 'en');
  for (const e of await page.$$('.card summary')) await e.click();
  await axe(page, 'English, definitions open');
  await check();
}

async function small({ browser, base }) {
  const { page, check } = await watched(browser, { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await open(page, base);
  await axe(page, 'phone');
  await page.tap('#legend summary');
  await page.tap('#rows .place');
  await until(page, () => document.querySelector('#answer h2')?.textContent);
  await axe(page, 'phone, legend and answer open');
  await check();
}

async function still({ browser, base }) {
  const { page, check } = await watched(browser, { expected: [/map/, /ERR_FAILED/] });
  await page.route('**/assets/map.js', (route) => route.abort());
  await open(page, base);
  await axe(page, 'still map');
  await check();
}

async function announced({ browser, base }) {
  const { page, check } = await watched(browser);
  await open(page, base);
  await page.selectOption('#switch-indicator', 'mobile.households');
  await until(page, () => /Hộ gia đình.*%/.test(document.querySelector('#said').textContent));
  await page.keyboard.press('Tab');
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+Tab');
  await page.goto('about:blank');
  await open(page, base);
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /tìm kiếm/);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'table-panel', 'skip link');
  await check();
}

export const access = [
  { name: 'axe on the page, cards, list, search, English', run: states },
  { name: 'axe on a phone', run: small },
  { name: 'axe with the still map', run: still },
  { name: 'said aloud, skip links', run: announced },
];
