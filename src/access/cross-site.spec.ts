import { changesThings, sentFromOwnPages } from './cross-site';
import { formToken, isFormToken } from './csrf-token';

const BASE = 'https://aplauso.example';
const KEY = 'k'.repeat(32);

describe('a form sent to us', () => {
  it.each([
    ['by our own page', { 'sec-fetch-site': 'same-origin', origin: BASE }, true],
    ['by our own page that hides its address', { 'sec-fetch-site': 'same-origin', origin: 'null' }, true],
    ['by the person directly', { 'sec-fetch-site': 'none' }, true],
    ['by another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['by a sibling domain', { 'sec-fetch-site': 'same-site', origin: 'https://shop.example' }, false],
    ['by another site that claims our origin', { 'sec-fetch-site': 'cross-site', origin: BASE }, false],
    ['by an older browser from our page', { origin: BASE }, true],
    [
      'by an older browser, reached under another name',
      { origin: 'http://10.0.0.7:3000', host: '10.0.0.7:3000' },
      true,
    ],
    [
      'by an older browser from another site',
      { origin: 'https://evil.example', host: 'aplauso.example' },
      false,
    ],
    ['by an older browser that hides where from', { origin: 'null', host: 'aplauso.example' }, false],
    ['with two origins', { origin: [BASE, 'https://evil.example'] }, false],
    ['by a program', { host: 'aplauso.example' }, true],
  ])('%s', (_, headers, expected) => {
    expect(sentFromOwnPages(headers, BASE)).toBe(expected);
  });

  it('only reading is harmless', () => {
    expect(['GET', 'HEAD', 'OPTIONS'].map(changesThings)).toEqual([false, false, false]);
    expect(['POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'].map(changesThings)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
  });
});

describe('the token of a form', () => {
  it('fits the session it was made for, and differs on every page', () => {
    const [first, second] = [formToken(KEY, 'session-1'), formToken(KEY, 'session-1')];
    expect(first).not.toBe(second);
    expect(isFormToken(KEY, 'session-1', first)).toBe(true);
    expect(isFormToken(KEY, 'session-1', second)).toBe(true);
  });

  it('does not fit another session, another key, or a change', () => {
    const token = formToken(KEY, 'session-1');
    expect(isFormToken(KEY, 'session-2', token)).toBe(false);
    expect(isFormToken('x'.repeat(32), 'session-1', token)).toBe(false);
    expect(isFormToken(KEY, 'session-1', `x${token}`)).toBe(false);
  });

  it.each([undefined, null, '', '.', 'a', 'a.', '.a', 7, ['a.b'], 'x'.repeat(1000)])(
    '%j is none',
    (token) => {
      expect(isFormToken(KEY, 'session-1', token)).toBe(false);
    },
  );
});
