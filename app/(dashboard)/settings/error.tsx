'use client';

import { UnreadPage } from '#components/shell/unread-page.tsx';

export default function SettingsError(failed: { error: unknown; retry: () => void }) {
  return <UnreadPage {...failed} reassurance="Nothing was changed, and what was set counts as before." />;
}
