// The search box: a name without its marks, or a code. It filters the table while
// one types and offers the best matches; Enter or a click chooses one.

import { byId, fill, h } from './dom.js';
import { fold } from './format.js';

const offered = 8;

/** Wires the search box. */
export class Search {
  constructor(model) {
    this.model = model;
    this.input = byId('search');
    this.list = byId('search-list');
    this.matches = [];
    this.at = -1;
    this.input.addEventListener('input', () => this.type());
    this.input.addEventListener('keydown', (e) => this.key(e));
    this.input.addEventListener('focus', () => this.offer());
    this.input.addEventListener('blur', () => this.close());
    model.state.listen((changed) => this.follow(changed));
    this.follow(new Set(['lang', 'q']));
  }

  follow(changed) {
    if (changed.has('lang')) {
      this.input.placeholder = this.model.t('search');
      byId('search-label').textContent = this.model.t('search');
      byId('search-hint').textContent = this.model.t('searchHint');
    }
    if (changed.has('q') && this.input.value !== this.model.state.now.q) this.input.value = this.model.state.now.q;
  }

  type() {
    this.model.state.set({ q: this.input.value });
    this.offer();
  }

  async offer() {
    const wanted = fold(this.input.value);
    const units = await this.model.units();
    if (!wanted || document.activeElement !== this.input) return this.close();
    const found = rank(units, wanted);
    this.matches = found.slice(0, offered);
    this.at = -1;
    fill(this.list, this.matches.map((u, i) => this.option(units, u, i)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute('aria-expanded', String(found.length > 0));
    this.input.removeAttribute('aria-activedescendant');
    byId('said').textContent = found.length ? this.model.t('found', { n: found.length }) : this.model.t('foundNone', { q: this.input.value });
    return undefined;
  }

  option(units, u, i) {
    const parent = units.parent[u];
    return h('li', { role: 'option', id: `search-${i}`, 'aria-selected': 'false', on: { mousedown: (e) => { e.preventDefault(); this.choose(i); } } },
      units.name[u], h('small', { text: [parent >= 0 ? units.name[parent] : '', units.code[u]].filter(Boolean).join(' · ') }));
  }

  async choose(i) {
    const units = await this.model.units();
    const unit = this.matches[i];
    this.close();
    this.input.value = '';
    this.model.state.set({ q: '', unit: units.code[unit], level: this.model.index.levels[units.level[unit]].id, gap: '', hamlet: '', tab: 'units' });
  }

  close() {
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  key(e) {
    const open = !this.list.hidden;
    if (e.key === 'Escape' && (open || this.input.value)) {
      e.stopPropagation();
      this.close();
      this.model.state.set({ q: '' });
    } else if (e.key === 'Enter' && this.matches.length > 0 && open) {
      e.preventDefault();
      this.choose(Math.max(0, this.at));
    } else if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && open) {
      e.preventDefault();
      this.move(e.key === 'ArrowDown' ? 1 : -1);
    }
  }

  move(by) {
    this.at = (this.at + by + this.matches.length + (this.at < 0 && by < 0 ? 1 : 0)) % this.matches.length;
    [...this.list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === this.at)));
    this.input.setAttribute('aria-activedescendant', `search-${this.at}`);
  }
}

/** Units whose folded name or code holds what is wanted: codes and beginnings of words first, larger units before smaller. */
export function rank(units, wanted) {
  const found = [];
  units.folded.forEach((folded, u) => {
    const at = folded.indexOf(wanted);
    if (at < 0) return;
    const exact = units.code[u].toLowerCase() === wanted ? 0 : at === 0 || folded[at - 1] === ' ' ? 1 : 2;
    found.push({ u, exact });
  });
  found.sort((a, b) => a.exact - b.exact || units.level[b.u] - units.level[a.u] || units.folded[a.u].length - units.folded[b.u].length || a.u - b.u);
  return found.map((f) => f.u);
}
