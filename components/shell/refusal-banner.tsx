'use client';

import { usePathname } from 'next/navigation';
import { Sign } from '#components/ui/icons.tsx';
import { dropRefusal, useRefusalOfGone } from '#components/ui/kept-refusal.ts';

/** Why an act was refused whose form has gone, because somebody else has done it. */
export function RefusalBanner() {
  const refusal = useRefusalOfGone();
  const path = usePathname();
  return (
    <div role="status">
      {refusal === null || refusal.path !== path ? null : (
        <div className="banner stale">
          <Sign name="alert" />
          <p>{refusal.message}</p>
          <button type="button" className="btn btn-quiet btn-sm" onClick={dropRefusal}>
            Close
          </button>
        </div>
      )}
    </div>
  );
}
