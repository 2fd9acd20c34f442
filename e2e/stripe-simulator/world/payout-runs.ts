import { payoutMultipleOf } from '../currency.ts';
import { availableOf } from '../ledger.ts';
import { defaultExternalAccount } from '../resources/external-accounts.ts';
import { createPayout } from '../resources/payouts.ts';
import type { Member } from './cast.ts';
import { CAST } from './cast.ts';
import { Dice } from './dice.ts';
import type { Scene, Stage } from './stage.ts';
import { HOUR, MINUTE, instantOf, recordOf } from './stage.ts';

/** How many days before the anchor the platform last paid a held seller; what came since waits for a decision. */
const UNPAID_DAYS: Record<string, number> = {
  khaleej: 33,
  lulua: 44,
  kolibri: 59,
  grossmann: 11,
  lakeshore: 6,
  thorsmork: 16,
  kovalchuk: 14,
  faiencier: 17,
};

/** Weekly payouts of the sellers on a manual schedule, made by the platform, up to the point where they wait. */
export function planPayoutRuns(stage: Stage): Scene[] {
  return CAST.filter((member) => member.interval === 'manual' && member.key !== 'tidewater').flatMap(
    (member) => {
      const dice = new Dice(stage.seed, `payout runs ${member.key}`);
      const unpaid = UNPAID_DAYS[member.key] ?? dice.between(4, 10);
      const scenes: Scene[] = [];
      for (let day = -unpaid; day > -member.joins; day -= 7) {
        const at = instantOf(stage, day, 9 * HOUR + dice.between(0, 50) * MINUTE);
        scenes.push({
          at,
          name: `payout run ${member.key} ${String(day)}`,
          play: () => {
            payEverything(stage, member);
          },
        });
      }
      return scenes;
    },
  );
}

/** One payout per currency that has a bank, in whole multiples; the remainder stays. */
export function payEverything(stage: Stage, member: Member, keep = 0): void {
  const { core } = stage;
  const record = recordOf(stage, member);
  if (!record.account.payouts_enabled) return;
  for (const currency of currenciesOf(stage, record.id)) {
    const multiple = payoutMultipleOf(currency);
    const amount = Math.floor((availableOf(core, record.id, currency) - keep) / multiple) * multiple;
    const bank = defaultExternalAccount(record, currency);
    const usable = bank?.object === 'bank_account' && bank.status !== 'errored';
    if (amount <= 0 || !usable) continue;
    createPayout(core, { account: record.id, amount, currency, metadata: { paid_by: 'weekly run' } });
  }
}

function currenciesOf(stage: Stage, accountId: string): string[] {
  const keys = [...(stage.core.store.balances.get(accountId)?.keys() ?? [])];
  return [...new Set(keys.map((key) => key.split('|')[0] ?? ''))];
}
