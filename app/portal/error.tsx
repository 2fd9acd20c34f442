'use client';

import { UnreadPage } from '#components/shell/unread-page.tsx';

export default function PortalError(failed: { error: unknown; retry: () => void }) {
  return (
    <UnreadPage
      {...failed}
      reassurance="Your money is not affected; nothing was sent or changed."
      tell="the platform"
    />
  );
}
