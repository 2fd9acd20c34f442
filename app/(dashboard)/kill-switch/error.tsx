'use client';

import { UnreadPage } from '#components/shell/unread-page.tsx';

export default function KillSwitchError(failed: { error: unknown; retry: () => void }) {
  return (
    <UnreadPage
      {...failed}
      reassurance="What was stopped stays stopped, and nothing was stopped or released by this."
      elsewhere="If money has to stop now and this page does not come back, stop the workers: without them nothing is sent."
    />
  );
}
