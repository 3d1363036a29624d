import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parse, print } from '../src/state.js';

const defaults = { lang: 'vi', output: 'a', view: 'v', level: 'commune', tab: 'units', unit: '', gap: '', hamlet: '', map: '', layers: 'gaps', sort: 'percent', q: '' };

test('a link holds what differs and gives it back', () => {
  const choices = { ...defaults, view: 'mobile.population/4g+/any', gap: 'mobile/4g/any/27724/1', q: 'cần & "giuộc"', layers: '', lang: 'en', map: '9.5/10.6/106.4' };
  const link = print(choices, defaults);
  assert.equal({ ...defaults, ...parse(link) }.q, choices.q);
  assert.deepEqual({ ...defaults, ...parse(link) }, choices);
});

test('defaults need no words', () => assert.equal(print(defaults, defaults), '#'));

test('what is not known is left out', () => assert.deepEqual(parse('#evil=1&unit=27724&__proto__=x'), { unit: '27724' }));
