import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { SendButton } from './send-button.tsx';

const drawn = (isWaiting: boolean) =>
  renderToStaticMarkup(<SendButton isWaiting={isWaiting} label="Approve" pendingLabel="Approving …" />);

it('says what it does while it waits, and keeps the width of both', () => {
  expect(drawn(false)).toBe(
    '<button><span class="send-label" data-other="Approving …">Approve</span></button>',
  );
  expect(drawn(true)).toBe(
    '<button aria-disabled="true" aria-busy="true"><span class="send-label" data-other="Approve">Approving …</span></button>',
  );
});
