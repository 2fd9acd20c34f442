import { PLATFORM } from '#drizzle/schema/columns.ts';
import type { StripeEventHandler } from '../stripe-event.ts';
import { moneyMoved } from '../money-moved.ts';

/** Pending money became available, so balance transactions changed their status. */
export const balanceAvailable: StripeEventHandler = ({ connectedAccountId }) =>
  moneyMoved(connectedAccountId);

/** Schedule, delay or minimum balance changed, perhaps by the holder: lock strength must be computed again. */
export const balanceSettingsUpdated: StripeEventHandler = ({ connectedAccountId }) =>
  connectedAccountId === PLATFORM
    ? [{ kind: 'balance', connectedAccountId }]
    : [{ kind: 'connected_account', connectedAccountId }];
