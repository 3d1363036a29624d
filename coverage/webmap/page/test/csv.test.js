import assert from 'node:assert/strict';
import { test } from 'node:test';

import { csv } from '../src/download.js';
import { rank } from '../src/search.js';

const units = { code: ['1', '2', '10'], name: ['Xã "A", B', 'Cần Giuộc', 'Cần Đước'], level: [0, 0, 1], folded: ['xa "a", b 1', 'can giuoc 2', 'can duoc 10'] };
const figures = { rows: new Map([[0, 0], [1, 1]]), covered: ['1.5', null], uncovered: ['0', null], unknown: ['0', '7'], total: ['1.5', '7'], percent: ['100.000000', null] };

test('a table of the offline file is quoted and exact', () => {
  assert.equal(csv({ view: { count_only: false } }, { units, figures, order: [1, 0] }),
    '\uFEFFcode,name,covered,uncovered,unknown,total,percent\r\n2,Cần Giuộc,,,7,7,\r\n1,"Xã ""A"", B",1.5,0,0,1.5,100.000000\r\n');
});

test('search finds codes first, then beginnings of words, larger units before smaller', () => {
  assert.deepEqual(rank(units, 'can'), [2, 1]);
  assert.deepEqual(rank(units, '1'), [0, 2]);
  assert.deepEqual(rank(units, 'giuoc'), [1]);
  assert.deepEqual(rank(units, 'zzz'), []);
});
