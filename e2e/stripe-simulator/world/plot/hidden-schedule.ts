import { emit } from '../../events.ts';
import type { Scene, Stage } from '../stage.ts';
import { HOUR, recordOf } from '../stage.ts';

const SELLER = 'ottoline';

/** One seller with a dashboard of its own stops telling the platform how it is paid out: Stripe then shows no schedule. */
export function planHiddenSchedule(stage: Stage): Scene[] {
  return [
    {
      at: stage.anchor - 2 * HOUR,
      name: `schedule hidden ${SELLER}`,
      play: () => {
        const record = recordOf(stage, SELLER);
        const before = structuredClone(record.balanceSettings.payments);
        record.balanceSettings.payments.payouts = null;
        emit(stage.core, record.id, 'balance_settings.updated', record.balanceSettings, { payments: before });
      },
    },
  ];
}
