import type { Core } from './core.ts';
import { emit } from './events.ts';
import { formatBalance } from './format/balance.ts';
import { makeAvailable } from './ledger.ts';
import { runDailyPayouts } from './resources/automatic-payouts.ts';
import {
  advanceByTimer,
  completeReconciliation,
  expirePause,
  setTraceId,
} from './resources/payout-states.ts';
import { succeedRefund } from './resources/refunds.ts';
import { succeedTopup } from './resources/topups.ts';
import type { TimerHandlers } from './timers.ts';

/** What each timer does, and which accounts' balances grew in this instant. */
export function timerHandlers(grown: Set<string>): TimerHandlers {
  return {
    balance_transaction_available: (core, timer) => {
      if (makeAvailable(core, timer.owner, timer.id)) grown.add(timer.owner);
    },
    payout_in_transit: (core, timer) => {
      advanceByTimer(core, timer.owner, timer.id, 'in_transit');
    },
    payout_arrival: (core, timer) => {
      advanceByTimer(core, timer.owner, timer.id, 'arrival');
    },
    payout_pause_expired: (core, timer) => {
      expirePause(core, timer.owner, timer.id);
    },
    payout_reconciled: (core, timer) => {
      completeReconciliation(core, timer.id);
    },
    payout_trace_id: (core, timer) => {
      setTraceId(core, timer.id);
    },
    automatic_payouts: runDailyPayouts,
    topup_succeeded: (core, timer) => {
      succeedTopup(core, timer.id);
    },
    refund_succeeded: (core, timer) => {
      succeedRefund(core, timer.id);
    },
  };
}

/** One `balance.available` per account and instant, however many transactions it was. */
export function announceBalances(core: Core, grown: Set<string>): void {
  for (const owner of grown) emit(core, owner, 'balance.available', formatBalance(core, owner));
  grown.clear();
}
