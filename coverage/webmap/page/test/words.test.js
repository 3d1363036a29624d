import assert from 'node:assert/strict';
import { test } from 'node:test';

import { keys, text, wind } from '../src/words.js';

test('both languages say the same things', () => assert.deepEqual(keys('vi').sort(), keys('en').sort()));

test('names are filled, others stay', () => {
  assert.equal(text('en', 'rows', { a: 1, b: 2, n: 3 }), 'Rows 1–2 of 3');
  assert.equal(text('en', 'rows', { a: 1 }), 'Rows 1–{b} of {n}');
});

test('winds', () => {
  assert.deepEqual([0, 44, 46, 180, 359].map((a) => wind('en', a)), ['N', 'NE', 'NE', 'S', 'N']);
  assert.equal(wind('vi', 90), 'Đ');
});
