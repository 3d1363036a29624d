// Elements without markup in strings: names of places come from files, and the
// policy of the served page forbids inline styles and scripts.

/**
 * Makes an element. Props: class, text, on (events), data (dataset), else an
 * attribute; false, null and undefined leave an attribute out, true sets it empty.
 */
export function h(tag, props = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(e, name, value);
  append(e, children);
  return e;
}

function set(e, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === 'class') e.className = value;
  else if (name === 'text') e.textContent = value;
  else if (name === 'on') for (const [event, f] of Object.entries(value)) e.addEventListener(event, f);
  else if (name === 'data') Object.assign(e.dataset, value);
  else if (name === 'value') e.value = value;
  else e.setAttribute(name, value === true ? '' : value);
}

function append(e, children) {
  for (const c of children.flat(Infinity)) {
    if (c === null || c === undefined || c === false) continue;
    e.append(c);
  }
}

/** Replaces what is in an element. */
export function fill(e, ...children) {
  e.replaceChildren();
  append(e, children);
  return e;
}

/** Finds the element of the shell with an id. */
export const byId = (id) => document.getElementById(id);

const svgNS = 'http://www.w3.org/2000/svg';

/** Makes an SVG element with attributes. */
export function svg(tag, attributes = {}, ...children) {
  const e = document.createElementNS(svgNS, tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children.flat());
  return e;
}
