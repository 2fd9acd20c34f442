'use client';

import { UnreadPage } from '#components/shell/unread-page.tsx';

export default function BulkDecisionError(failed: { error: unknown; retry: () => void }) {
  return (
    <UnreadPage
      {...failed}
      reassurance="A decision that was begun goes on without this page, and its result stays here; one that was not is not begun by it."
    />
  );
}
