'use client';

import { UnreadPage } from '#components/shell/unread-page.tsx';

export default function DashboardError(failed: { error: unknown; retry: () => void }) {
  return <UnreadPage {...failed} reassurance="No payout is affected; nothing was sent or changed." />;
}
