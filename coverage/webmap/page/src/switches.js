// The switch of indicator, technology, operator and date: four controls that
// together name one view of one output. A choice that no view has yields to the
// nearest view that exists, so that no combination leaves the page empty.

import { byId, fill, h } from './dom.js';
import { date } from './format.js';

/** Draws the controls and follows what is chosen. */
export function switches(model) {
  const draw = () => {
    const { view } = model;
    fill(byId('switches'), indicators(model, view), technologies(model, view), operators(model, view), dates(model));
  };
  model.state.listen((changed) => {
    if (!changed.has('lang') && !changed.has('view') && !changed.has('output')) return;
    const focused = document.activeElement && document.activeElement.id;
    draw();
    if (focused && focused.startsWith('switch-') && byId(focused)) byId(focused).focus();
  });
  draw();
}

function field(id, label, control) {
  return h('div', { class: 'field' }, h('label', { for: id, text: label }), control);
}

function indicators(model, view) {
  const groups = new Map();
  const present = new Set(model.views().map((v) => v.indicator));
  for (const i of model.index.indicators) {
    if (!present.has(i.id)) continue;
    const group = model.say(i.group);
    if (!groups.has(group)) groups.set(group, []);
    groups.get(group).push(h('option', { value: i.id, selected: i.id === view.indicator, text: model.say(i.title) }));
  }
  const options = [...groups].map(([label, all]) => (label ? h('optgroup', { label }, all) : all));
  const control = h('select', { id: 'switch-indicator', on: { change: (e) => choose(model, { indicator: e.target.value }) } }, options);
  return field('switch-indicator', model.t('indicator'), control);
}

function technologies(model, view) {
  const present = [...new Set(model.views().filter((v) => v.indicator === view.indicator).map((v) => v.technology))];
  if (present.length < 2) return null;
  const known = model.index.technologies.map((t) => t.id);
  present.sort((a, b) => known.indexOf(a) - known.indexOf(b));
  const radios = present.map((id) => {
    const title = id ? model.say(model.index.technologies.find((t) => t.id === id)?.title) || id : model.t('allTechnologies');
    const key = `switch-technology-${id || 'all'}`;
    return h('span', { class: 'segment' },
      h('input', { type: 'radio', name: 'technology', id: key, value: id, checked: id === view.technology, on: { change: () => choose(model, { technology: id }) } }),
      h('label', { for: key, text: title }));
  });
  return h('fieldset', { class: 'field segments' }, h('legend', { text: model.t('technology') }), h('div', { class: 'row' }, radios));
}

function operators(model, view) {
  const present = new Set(model.views().filter((v) => v.indicator === view.indicator && v.technology === view.technology).map((v) => v.operator));
  if (present.size < 2) return null;
  const options = model.index.operators.filter((o) => present.has(o.id)).map((o) =>
    h('option', { value: o.id, selected: o.id === view.operator, text: model.say(o.title) || o.id }));
  return field('switch-operator', model.t('operator'), h('select', { id: 'switch-operator', on: { change: (e) => choose(model, { operator: e.target.value }) } }, options));
}

function dates(model) {
  const all = model.index.outputs;
  const several = new Set(all.map((o) => o.region)).size > 1 || new Set(all.map((o) => o.date)).size < all.length;
  const options = all.map((o) => h('option', { value: o.id, selected: o === model.output, text: date(o.date, model.lang) + (several ? ` · ${o.region}` : '') }));
  const control = h('select', { id: 'switch-date', disabled: all.length < 2, on: { change: (e) => model.state.set({ output: e.target.value, gap: '', hamlet: '' }) } }, options);
  return field('switch-date', model.t('date'), control);
}

/** Moves to the view that has the wish and, of the rest, as much as there is. */
export function choose(model, wish) {
  const { view } = model;
  const wanted = { indicator: view.indicator, technology: view.technology, operator: view.operator, ...wish };
  const likeness = (v) => (v.indicator === wanted.indicator ? 8 : 0) + (v.technology === wanted.technology ? 4 : 0) +
    (v.operator === wanted.operator ? 2 : 0) + (v.operator === 'any' ? 1 : 0);
  const fits = model.views().filter((v) => Object.entries(wish).every(([name, value]) => v[name] === value));
  const best = fits.reduce((a, b) => (likeness(b) > likeness(a) ? b : a), fits[0]);
  if (best) model.state.set({ view: best.id, gap: '' });
}
