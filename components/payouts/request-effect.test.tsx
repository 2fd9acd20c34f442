import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { PayoutRequestDetail, PayoutRequestState } from '#lib/payouts/types.ts';
import { RequestEffect } from './request-evidence.tsx';

const drawn = (state: PayoutRequestState): string =>
  renderToStaticMarkup(
    <RequestEffect
      request={
        {
          state,
          preview: { version: 1, previewHash: 'a'.repeat(64), groups: [] },
        } as unknown as PayoutRequestDetail // all that it reads
      }
    />,
  ).replaceAll(/<[^>]+>/g, '');

it('says what approving will do only while it can be approved, and of what is approved what sending it will do', () => {
  expect(drawn('in_review')).toContain('What approving will do');
  expect(drawn('in_review')).toContain('If any of this changes before you confirm, nothing is decided.');
  expect(drawn('approved')).toContain('What sending it will do');
  expect(drawn('approved')).not.toMatch(/approving|before you confirm/);
  expect(drawn('sent')).toBe('');
});
