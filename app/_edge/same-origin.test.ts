import { describe, expect, it } from 'vitest';
import { isSameOrigin } from './same-origin.ts';

const HOST = 'sluice.example';

describe('which forms may change something', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a page of ours', { 'sec-fetch-site': 'same-origin', origin: 'https://sluice.example' }, true],
    ['an old browser on a page of ours', { origin: 'https://sluice.example' }, true],
    ['a page of ours with a hidden origin', { 'sec-fetch-site': 'same-origin', origin: 'null' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['a sibling', { 'sec-fetch-site': 'same-site', origin: 'https://other.sluice.example' }, false],
    ['an address typed by hand', { 'sec-fetch-site': 'none' }, false],
    ['a foreign origin without the browser’s statement', { origin: 'https://evil.example' }, false],
    ['another port', { origin: 'https://sluice.example:8443' }, false],
    ['a hidden origin without the browser’s statement', { origin: 'null' }, false],
    ['nobody who says where from', {}, false],
  ])('%s', (_who, headers, expected) => {
    expect(isSameOrigin(new Headers({ host: HOST, ...headers }))).toBe(expected);
  });
});
