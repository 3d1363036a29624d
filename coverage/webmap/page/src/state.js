// What is shown, in one place, and its link. Everything that a reader chooses is in
// the address, so that a link opens the same picture and "back" undoes a choice.

/** Choices that make an entry in the history; the others only rewrite the address. */
const steps = ['output', 'view', 'level', 'unit', 'gap', 'hamlet'];
const known = ['lang', 'output', 'view', 'level', 'tab', 'unit', 'gap', 'hamlet', 'map', 'layers', 'sort', 'q'];

/** Reads the choices out of an address; unknown names are left out. */
export function parse(hash) {
  const choices = {};
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  for (const name of known) if (params.has(name)) choices[name] = params.get(name);
  return choices;
}

/** Writes the choices that differ from the defaults, in a fixed order. */
export function print(choices, defaults) {
  const params = new URLSearchParams();
  for (const name of known) {
    const value = choices[name];
    if (value !== undefined && value !== '' && value !== defaults[name]) params.set(name, value);
    else if (value === '' && defaults[name]) params.set(name, '');
  }
  const text = params.toString().replaceAll('%2F', '/').replaceAll('%2C', ',');
  return text ? `#${text}` : '#';
}

/** Holds the choices and tells listeners which of them changed. */
export class State {
  constructor(defaults) {
    this.defaults = defaults;
    this.now = { ...defaults, ...parse(location.hash) };
    this.listeners = [];
    addEventListener('popstate', () => this.restore());
    addEventListener('hashchange', () => this.restore());
  }

  /** Calls f(changed set) after every change. */
  listen(f) {
    this.listeners.push(f);
  }

  /** Changes choices; nothing happens when all are as they were. */
  set(choices) {
    const changed = this.differing(choices);
    if (changed.size === 0) return;
    Object.assign(this.now, choices);
    this.write(steps.some((name) => changed.has(name)));
    this.tell(changed);
  }

  /** Follows the address after "back", "forward" or an edited link. */
  restore() {
    const target = { ...this.defaults, ...parse(location.hash) };
    if (!parse(location.hash).lang) target.lang = this.now.lang;
    const changed = this.differing(target);
    if (changed.size === 0) return;
    Object.assign(this.now, target);
    this.tell(changed);
  }

  differing(choices) {
    return new Set(Object.keys(choices).filter((name) => (choices[name] ?? '') !== (this.now[name] ?? '')));
  }

  write(step) {
    const link = print(this.now, this.defaults);
    if (link === location.hash || (link === '#' && !location.hash)) return;
    history[step ? 'pushState' : 'replaceState'](null, '', link);
  }

  tell(changed) {
    for (const f of this.listeners) f(changed);
  }
}
