// Builds ../assets from the sources: two classic scripts, one style sheet, the fonts
// and the licence texts of what they contain. The same sources give the same bytes.

import { build } from 'esbuild';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const out = new URL('../assets/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });

const shared = { bundle: true, minify: true, target: ['chrome90', 'firefox90', 'safari15'], charset: 'utf8', legalComments: 'none', logLevel: 'warning' };
await build({ ...shared, entryPoints: ['src/main.js'], format: 'iife', outfile: `${out}app.js` });
await build({ ...shared, entryPoints: ['src/map/map.js'], format: 'iife', outfile: `${out}map.js` });
await build({ ...shared, entryPoints: ['src/app.css'], outfile: `${out}app.css`, external: ['*.woff2'] });
copyFileSync('src/index.html', `${out}index.html`);

const font = 'node_modules/@fontsource/be-vietnam-pro';
for (const part of ['latin', 'vietnamese']) {
  for (const weight of [400, 600]) copyFileSync(`${font}/files/be-vietnam-pro-${part}-${weight}-normal.woff2`, `${out}be-vietnam-pro-${part}-${weight}.woff2`);
}

const notices = [['OpenLayers', 'ol', 'LICENSE.md'], ['rbush', 'rbush', 'LICENSE'], ['quickselect', 'quickselect', 'LICENSE'], ['pbf', 'pbf', 'LICENSE'], ['Be Vietnam Pro', '@fontsource/be-vietnam-pro', 'LICENSE']];
const text = notices.map(([title, name, file]) => {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  return `${title} ${version}\n\n${readFileSync(`node_modules/${name}/${file}`, 'utf8').trim()}\n`;
});
writeFileSync(`${out}LICENSES`, `The page contains parts of these works.\n\n${text.join(`\n${'-'.repeat(72)}\n\n`)}`);
