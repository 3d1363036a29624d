// Runs the tests and prints one line of JSON for each. Settings come from the
// environment, from the Go test that starts this.

import { existsSync } from 'node:fs';

import { launch } from './browser.mjs';
import { access } from './tests/access.mjs';
import { choices } from './tests/choices.mjs';
import { figures } from './tests/figures.mjs';
import { map } from './tests/map.mjs';
import { offline } from './tests/offline.mjs';
import { robust } from './tests/robust.mjs';

const settings = JSON.parse(process.env.PHUSONG_E2E);
const all = [...figures, ...choices, ...map, ...robust, ...access, ...offline];
const only = process.env.PHUSONG_E2E_ONLY;
const browser = await launch(settings.chromium);

for (const { name, run, needs } of all) {
  if (only && !name.includes(only)) continue;
  if (needs && !(settings[needs] && (needs !== 'offline' || existsSync(settings.offline)))) {
    console.log(JSON.stringify({ name, skipped: `no ${needs}` }));
    continue;
  }
  const begun = Date.now();
  try {
    const said = await run({ browser, ...settings });
    console.log(JSON.stringify({ name, ms: Date.now() - begun, said: said || '' }));
  } catch (e) {
    console.log(JSON.stringify({ name, ms: Date.now() - begun, error: e.stack }));
  }
}
await browser.close();
