// Figure cards: how much. Each says the share, what of what, what is unknown, and
// on demand how it is counted. A card is also a switch to its view.

import { byId, fill, h } from './dom.js';
import { date, number, percent, points, quantity, shares } from './format.js';

/** Draws the cards of the chosen output. */
export function cards(model) {
  const draw = () => fill(byId('cards'), model.output.cards.map((c) => card(model, c)));
  model.state.listen((changed) => {
    if (changed.has('lang') || changed.has('output')) return draw();
    if (changed.has('view')) mark(model);
    return undefined;
  });
  draw();
}

function mark(model) {
  for (const e of byId('cards').children) {
    const shown = e.dataset.view === model.view.id;
    e.classList.toggle('shown', shown);
    e.querySelector('.choose').setAttribute('aria-pressed', String(shown));
  }
}

function card(model, c) {
  const view = model.index.views.find((v) => v.id === c.view);
  const shown = view === model.view;
  const title = model.say(view.title);
  const choose = h('button', { type: 'button', class: 'choose', 'aria-pressed': String(shown), on: { click: () => model.state.set({ view: view.id, gap: '' }) } },
    h('span', { class: 'visually-hidden', text: model.t('showOnMap', { t: title }) }));
  return h('article', { class: shown ? 'card shown' : 'card', data: { view: view.id } },
    h('h3', {}, h('span', { class: 'group', text: model.say(view.group) }), ' ', short(model, view)),
    h('p', { class: 'big', text: big(model, view, c) }),
    bar(c, view), h('p', { class: 'of', text: fraction(model, view, c) }),
    h('p', { class: 'note' }, note(model, c, view)),
    change(model, c), choose, explanation(model, view, c));
}

/** The title without what the group above it says; the rule "any" needs no words. */
function short(model, view) {
  const indicator = model.index.indicators.find((i) => i.id === view.indicator);
  const operator = view.operator && view.operator !== 'any' ? model.index.operators.find((o) => o.id === view.operator) : null;
  return [model.say(indicator && indicator.title) || model.say(view.title), operator && model.say(operator.title)].filter(Boolean).join(', ');
}

/** The figure itself, in large type. */
export function big(model, view, f) {
  if (view.count_only) return quantity(f.total, model.lang);
  return f.shown === null ? model.t('noData') : percent(f.shown, model.lang);
}

/** "1.745.937 trên 1.869.746 người". */
export function fraction(model, view, f) {
  const unit = model.say(view.measure);
  if (view.count_only) return unit;
  const { covered, total } = shares(f, view.places, model.lang);
  return model.t('of', { a: covered, b: total, unit });
}

function note(model, c, view) {
  if (view.count_only) return null;
  const zero = number(c.unknown) === 0;
  const parts = [zero ? model.t('none') : model.t('unknown', { n: shares(c, view.places, model.lang).unknown })];
  if (c.missing > 0) parts.push(model.t('missing', { n: quantity(String(c.missing), model.lang) }));
  return parts.join('; ');
}

function change(model, c) {
  if (!c.change) return null;
  if (c.change.points === '0') return h('p', { class: 'note', text: model.t('unchanged', { d: date(c.change.date, model.lang) }) });
  const rise = !c.change.points.startsWith('-');
  return h('p', { class: rise ? 'change rise' : 'change fall', text: `${rise ? '▲' : '▼'} ${model.t('since', { p: points(c.change.points, model.lang), d: date(c.change.date, model.lang) })}` });
}

// Lengths are set through the style object: the policy forbids style attributes only.
function bar(c, view) {
  if (view.count_only || c.shown === null) return h('div', { class: 'bar empty', 'aria-hidden': 'true' });
  const total = number(c.total);
  const part = (text) => `${Math.max(0, Math.min(100, (number(text) / total) * 100))}%`;
  const covered = h('span', { class: 'covered' });
  const unknown = h('span', { class: 'unknown' });
  covered.style.width = part(c.covered);
  unknown.style.width = part(c.unknown);
  return h('div', { class: 'bar', 'aria-hidden': 'true' }, covered, unknown);
}

function explanation(model, view, c) {
  const lines = [model.say(view.definition)];
  if (c.assumed > 0) lines.push(model.t('assumed', { n: quantity(String(c.assumed), model.lang) }));
  lines.push(`${model.t('asOf', { d: date(model.output.date, model.lang) })}; ${model.t('boundaries', { e: model.output.edition })}.`);
  return h('details', {}, h('summary', {}, model.t('definition'), h('span', { class: 'visually-hidden', text: `: ${model.say(view.title)}` })), lines.filter(Boolean).map((l) => h('p', { text: l })));
}
