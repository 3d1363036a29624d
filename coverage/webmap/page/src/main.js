// The page: figures, table and answers. The map is a script of its own that starts
// after these, so that they stand when it cannot.

import * as data from './data.js';
import { Answer } from './answer.js';
import { cards } from './cards.js';
import { byId, fill, h } from './dom.js';
import { downloads } from './download.js';
import { date, percent } from './format.js';
import { GapList } from './gaps.js';
import { Legend } from './legend.js';
import { Model } from './model.js';
import { Search } from './search.js';
import { State, parse } from './state.js';
import { still } from './still.js';
import { switches } from './switches.js';
import { Table } from './table.js';

/** How long the map's script may take to report before the still map stands in. */
const mapPatienceMs = 20_000;

async function start() {
  document.documentElement.dataset.script = 'on';
  await data.open();
  const index = await data.json('data/index.json');
  data.pin(index.version);
  const state = new State(defaults(index));
  const model = new Model(index, state);
  shell(model);
  switches(model);
  cards(model);
  new Search(model);
  const table = new Table(model);
  const legend = new Legend(model);
  const gaps = new GapList(model);
  const answer = new Answer(model);
  await table.draw();
  legend.draw();
  downloads(model, table);
  document.documentElement.dataset.figures = model.view.id;
  state.listen(() => say(model));
  gaps.draw();
  answer.draw();
  beginMap(model);
}

/** What a link without choices shows. */
function defaults(index) {
  const newest = index.outputs[index.outputs.length - 1];
  const lang = index.languages.includes(document.documentElement.lang) ? document.documentElement.lang : index.languages[0];
  return { lang, output: newest.id, view: index.headlines[0] || index.views[0].id, level: index.levels[0].id, tab: 'units', unit: '', gap: '', hamlet: '', map: '', layers: newest.layers.hamlets ? 'gaps,hamlets' : 'gaps', sort: 'percent', q: '' };
}

/** The words of the shell, its tabs, levels and language switch. */
function shell(model) {
  const draw = () => {
    document.documentElement.lang = model.lang;
    for (const e of document.querySelectorAll('[data-text]')) e.textContent = model.t(e.dataset.text);
    for (const e of document.querySelectorAll('[data-label]')) e.setAttribute('aria-label', model.t(e.dataset.label));
    const { output } = model;
    byId('title').textContent = model.t('title');
    fill(byId('subtitle'), h('strong', { text: output.region }), ` · ${model.t('asOf', { d: date(output.date, model.lang) })} · ${model.t('boundaries', { e: output.edition })}`);
    document.title = `${model.say(model.view.title)} – ${output.region}`;
    byId('view-title').textContent = model.say(model.view.title);
    byId('map').setAttribute('aria-label', model.t('mapAlt', { t: model.say(model.view.title) }));
    notes(model);
    choices(model);
  };
  model.state.listen(draw);
  for (const b of document.querySelectorAll('#languages button')) b.addEventListener('click', () => model.state.set({ lang: b.value }));
  for (const b of document.querySelectorAll('#tabs button')) b.addEventListener('click', () => model.state.set({ tab: b.value }));
  for (const a of document.querySelectorAll('[data-skip]')) a.addEventListener('click', (e) => skip(e, a.dataset.skip));
  byId('tabs').addEventListener('keydown', (e) => turnTab(model, e));
  draw();
}

// The address holds the choices, so a skip link must not write itself into it.
function skip(e, id) {
  e.preventDefault();
  byId(id).focus();
  byId(id).scrollIntoView({ block: 'nearest' });
}

function choices(model) {
  for (const b of document.querySelectorAll('#languages button')) b.setAttribute('aria-pressed', String(b.value === model.lang));
  const tab = model.state.now.tab === 'gaps' ? 'gaps' : 'units';
  for (const b of document.querySelectorAll('#tabs button')) {
    b.setAttribute('aria-selected', String(b.value === tab));
    b.tabIndex = b.value === tab ? 0 : -1;
    byId(`tab-${b.value}`).hidden = b.value !== tab;
  }
  const focused = document.activeElement && document.activeElement.id;
  fill(byId('levels'), h('legend', { class: 'visually-hidden', text: model.t('level') }), h('div', { class: 'row' }, model.index.levels.map((l, i) => h('span', { class: 'segment' },
    h('input', { type: 'radio', name: 'level', id: `level-${l.id}`, checked: i === model.level, on: { change: () => model.state.set({ level: l.id }) } }),
    h('label', { for: `level-${l.id}`, text: model.say(l.title) })))));
  if (focused && focused.startsWith('level-')) byId(focused).focus();
}

function turnTab(model, e) {
  if (e.key !== 'ArrowLeft' && e.key !== 'ArrowRight') return;
  const tab = model.state.now.tab === 'gaps' ? 'units' : 'gaps';
  model.state.set({ tab });
  document.querySelector(`#tabs button[value=${tab}]`).focus();
}

/** Definition, criterion and notes of what is shown, beneath everything. */
async function notes(model) {
  const { output, view } = model;
  const lines = [model.say(view.definition)];
  if (output.criterion && output.criterion.label) lines.push(`${model.t('criterion')}: ${output.criterion.label}. ${model.say(output.criterion.definition)}`);
  const caption = model.say((await model.figures()).caption);
  if (model.view !== view || model.output !== output) return;
  fill(byId('notes'), [...lines, caption, ...[...(model.index.notes || []), ...(output.notes || []), output.signal_note].map((w) => model.say(w))].filter(Boolean).map((text) => h('p', { text })));
}

/** Tells screen readers the figure of the chosen view, and tests that it is drawn. */
async function say(model) {
  const { view } = model;
  const figures = await model.figures();
  if (view !== model.view) return;
  const region = figures.rows.get(model.output.top);
  const key = `${model.output.id} ${view.id} ${model.lang}`;
  document.documentElement.dataset.figures = view.id;
  if (key === say.last) return;
  say.last = key;
  const missing = figures.missing ? model.t('missing', { n: figures.missing }) : model.t('missingNone');
  byId('said').textContent = model.t('updated', { t: model.say(view.title), p: percent(figures.shown[region], model.lang) || figures.total[region], m: missing });
}

// Whether the map's script has run or failed is heard from the first moment on: it may
// be over before the figures are there.
const mapScript = new Promise((settle) => {
  const script = byId('map-script');
  script?.addEventListener('load', settle);
  script?.addEventListener('error', settle);
  if (document.readyState === 'complete') settle();
  else addEventListener('load', settle);
  setTimeout(settle, mapPatienceMs);
});

/** Hands over to the map's script, or shows the still map when it fails or is not there. */
async function beginMap(model) {
  await mapScript;
  let settled = false;
  const settle = (kind) => {
    if (settled) return false;
    settled = true;
    document.documentElement.dataset.map = kind;
    return true;
  };
  const fail = (reason) => {
    if (!settle('still')) return;
    console.warn('map:', reason);
    still(model).finally(ready);
  };
  try {
    globalThis.phusongMap({ model, data, ready: () => { settle('live'); ready(); }, fail });
  } catch (e) {
    fail(e);
  }
}

function ready() {
  globalThis.phusongReady = true;
  document.documentElement.dataset.ready = 'true';
}

start().catch((e) => {
  const lang = parse(location.hash).lang === 'en' ? 'en' : 'vi';
  const said = lang === 'vi' ? `Không tải được số liệu: ${e.message}. Tải lại trang hoặc chạy lại phusong serve.` : `The data could not be loaded: ${e.message}. Load the page again or restart phusong serve.`;
  byId('failure').hidden = false;
  byId('failure').textContent = said;
  console.error(e);
});
