import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { TextWithTimes } from './text-with-times.tsx';
import { ZoneProvider } from './zone.tsx';

it('draws the instants of a stored sentence in the reader’s zone and leaves the rest as it is', () => {
  const text = 'From 2026-11-20T23:30:00Z to 2026-11-21T00:10:05Z Stripe had 3 events.';
  const html = renderToStaticMarkup(
    <ZoneProvider zone="Europe/Berlin" year={2026}>
      <TextWithTimes text={text} />
    </ZoneProvider>,
  );
  expect(html.replaceAll(/<[^>]+>/g, '')).toBe(
    'From Sat 21 Nov 2026 00:30:00 UTC+1 to Sat 21 Nov 2026 01:10:05 UTC+1 Stripe had 3 events.',
  );
});

it('a minute of UTC, as stored explanations say it, is a time of the reader’s zone', () => {
  const html = renderToStaticMarkup(
    <ZoneProvider zone="Asia/Tokyo" year={2026}>
      <TextWithTimes text="14 of 61 charges refunded, usual 1.6, since 2026-11-22 21:34 UTC" />
    </ZoneProvider>,
  );
  expect(html).toMatch(/^14 of 61 charges refunded, usual 1\.6, since <time dateTime="2026-11-22T21:34:00/);
  expect(html).toContain('23 Nov');
  expect(html).toContain('06:34');
});
