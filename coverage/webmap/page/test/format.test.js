import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { byName, date, fold, percent, points, quantity, raised, shares } from '../src/format.js';

test('quantities are cut, never rounded', () => {
  for (const [text, vi, en] of [
    ['0', '0', '0'], ['999', '999', '999'], ['1000', '1.000', '1,000'], ['1868405.937515', '1.868.405,93', '1,868,405.93'],
    ['0.999999', '0,99', '0.99'], ['12.50', '12,5', '12.5'], ['-1234567.5', '−1.234.567,5', '−1,234,567.5'], ['', '', ''],
  ]) {
    assert.equal(quantity(text, 'vi'), vi);
    assert.equal(quantity(text, 'en'), en);
  }
  assert.equal(quantity(null, 'vi'), '');
  assert.equal(quantity('n/a', 'vi'), 'n/a');
});

test('percentages keep what the server has cut', () => {
  assert.equal(percent('99.9', 'vi'), '99,9%');
  assert.equal(percent('99.9', 'en'), '99.9%');
  assert.equal(percent(null, 'vi'), '');
  assert.equal(points('-0.40', 'vi'), '−0,40');
  assert.equal(points('+0.00', 'vi'), '+< 0,01');
  assert.equal(points('-0.00', 'vi'), '−< 0,01');
});

test('dates', () => {
  for (const [text, vi, en] of [['2026-09-05', '05/09/2026', '5 September 2026'], ['2026-01', '01/2026', 'January 2026'], ['2026', '2026', '2026'], ['2026-Q3', 'quý III/2026', 'Q3 2026'], ['soon', 'soon', 'soon']]) {
    assert.equal(date(text, 'vi'), vi);
    assert.equal(date(text, 'en'), en);
  }
});

test('names fold and sort as Vietnamese does', () => {
  assert.equal(fold('Thị trấn Cần Giuộc'), 'thi tran can giuoc');
  assert.equal(fold('Cần Giuộc'), fold('Cần Giuộc'));
  assert.equal(fold('  ĐỨC Hòa '), 'duc hoa');
  const sorted = ['An', 'Ăn', 'Ấp', 'Bến Lức', 'Cần Giuộc', 'Dương Minh Châu', 'Đồng Tháp', 'Đức Hòa', 'Phường 2', 'Phường 10'];
  assert.deepEqual([...sorted].reverse().sort(byName), sorted);
});

test('counts are shown as documents print them', () => {
  const { cases } = JSON.parse(readFileSync(new URL('./shares.json', import.meta.url), 'utf8'));
  for (const { measure, exact: [covered, uncovered, unknown, total], shown } of cases) {
    const got = shares({ covered, uncovered, unknown, total }, measure === 'm2' ? 2 : 0, 'en');
    const plain = Object.values(got).map((text) => text.replaceAll(',', '').replace('−', '-'));
    assert.deepEqual(plain, shown);
  }
  assert.equal(shares({ covered: '1868405.9', uncovered: '1340.1', unknown: '0', total: '1869746' }, 0, 'vi').covered, '1.868.405');
});

test('what is uncovered is raised', () => {
  for (const [text, places, vi] of [['0.2', 0, '1'], ['1234.000001', 0, '1.235'], ['12.5', 2, '12,50'], ['0.000000000001', 2, '0,01'], ['0', 0, '0'], [0, 0, '0'], [12.5, 2, '12,50'], [1340.2, 0, '1.341'], [100, 0, '100'], [1e-7, 0, '1'], ['', 0, ''], [null, 0, '']]) assert.equal(raised(text, places, 'vi'), vi);
});
