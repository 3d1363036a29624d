// Takes the pictures of the web map for docs/gallery: node gallery.mjs CHROMIUM ADDRESS FOLDER

import { keep, launch, open, until, watched } from './browser.mjs';

const [chromium, base, folder] = process.argv.slice(2);
const views = [
  ['web-communes', '#lang=vi&view=fiber.connected&unit=28159', { viewport: { width: 1366, height: 860 } }],
  ['web-gap', '#lang=vi&view=mobile.population/4g/any&gap=mobile/4g/any/28072/1', { viewport: { width: 1366, height: 860 } }],
  ['web-phone', '#lang=vi&view=mobile.population/4g/any', { viewport: { width: 390, height: 844 } }],
];
const browser = await launch(chromium);
for (const [name, hash, options] of views) {
  const { page, check } = await watched(browser, options);
  await open(page, base + hash);
  if (hash.includes('gap=') || hash.includes('unit=')) await until(page, () => !document.querySelector('#answer').hidden);
  await keep(page, folder, name);
  await check();
}
await browser.close();
