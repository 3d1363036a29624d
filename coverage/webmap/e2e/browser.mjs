// The browser and what watches every page of every test.

import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';

// All names but this machine's resolve to nothing, so that what leaves is seen and lost.
const quiet = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

/** Starts Debian's chromium. */
export const launch = (path, more = []) => chromium.launch({ executablePath: path, args: [...quiet, ...more] });

/** A page that is watched; check() throws what went wrong with it. */
export async function watched(browser, options = {}) {
  const { expected = [], ...rest } = options;
  const hints = [/willReadFrequently/]; // about the speed of the map library's hit detection

  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'vi-VN', acceptDownloads: true, ...rest });
  const faults = [];
  const forgiven = (text) => [...expected, ...hints].some((pattern) => pattern.test(text));
  const blame = (text) => { if (!forgiven(text)) faults.push(text); };
  await context.addInitScript(() => {
    globalThis.breaches = [];
    addEventListener('securitypolicyviolation', (e) => globalThis.breaches.push(`${e.violatedDirective} ${e.blockedURI}`));
  });
  context.on('request', (r) => { if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:|file:)/.test(r.url())) blame(`asked ${r.url()}`); });
  const page = await context.newPage();
  page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') blame(`${m.type()}: ${m.text()}`); });
  page.on('pageerror', (e) => blame(`error: ${e.message}`));
  const check = async () => {
    for (const breach of await page.evaluate(() => globalThis.breaches || [])) blame(`policy: ${breach}`);
    await context.close();
    if (faults.length > 0) throw new Error(faults.join('\n'));
  };
  return { page, context, check };
}

/** Waits until f(argument) is true in the page; the policy forbids scripts given as text, so f is a function. */
export async function until(page, f, argument, patienceMs = 15_000) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const value = await page.evaluate(f, argument);
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${patienceMs} ms in vain for ${f}`);
    await page.waitForTimeout(40);
  }
}

/** Opens an address and waits until map and figures are drawn. */
export async function open(page, address) {
  await page.goto(address);
  await until(page, () => globalThis.phusongReady === true);
}

/** Waits until the figures of a view are drawn. */
export const shows = (page, view) => until(page, (v) => document.documentElement.dataset.figures === v, view);

/** Keeps a screenshot as an artefact. */
export async function keep(page, folder, name, options = {}) {
  mkdirSync(folder, { recursive: true });
  await page.waitForTimeout(300); // tiles and fonts settle
  await page.screenshot({ path: `${folder}/${name}.png`, ...options });
}
