import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Time } from './time.tsx';
import { ZoneProvider } from './zone.tsx';

const drawn = (at: string, zone: string, year: number): string =>
  renderToStaticMarkup(
    <ZoneProvider zone={zone} year={year}>
      <Time at={at} />
    </ZoneProvider>,
  ).replaceAll(/<[^>]+>/g, '');

it('says the year of an instant of another year, before or ahead', () => {
  expect(drawn('1971-04-08T23:06:40Z', 'UTC', 2026)).toBe('Thu 8 Apr 1971 23:06');
  expect(drawn('2029-11-13T10:41:00Z', 'UTC', 2026)).toBe('Tue 13 Nov 2029 10:41');
  expect(drawn('2026-11-13T10:41:00Z', 'UTC', 2026)).toBe('Fri 13 Nov 10:41');
});

it('counts years where the reader is', () => {
  expect(drawn('2026-12-31T23:30:00Z', 'Asia/Tokyo', 2027)).toBe('Fri 1 Jan 08:30');
  expect(drawn('2026-12-31T23:30:00Z', 'UTC', 2027)).toBe('Thu 31 Dec 2026 23:30');
});
