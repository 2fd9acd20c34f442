import { fetchBalance } from '../../connected-accounts/fetch-balance.ts';
import { fetchConnectedAccount } from '../../connected-accounts/fetch-connected-account.ts';
import { jobContext } from '../../context.ts';
import { openStopWorld, type StopWorld } from '../../kill-switch/stop-world.fixture.ts';
import { runKillSwitchSteps } from './run-kill-switch-steps.ts';

const job = jobContext('stop-payouts');
const EVERYTHING = { scope: 'everything', reason: 'Strange payouts' } as const;

type Opened = { amount?: number; currency?: string; country?: string; interval?: 'daily' | 'manual' };

/** An account at the local Stripe. */
export type AtStripe = ReturnType<StopWorld['stripe']['simulator']['createAccount']>;

/** A world to stop, with accounts that Stripe pays by itself. */
export async function openStoppedAccounts() {
  const world = await openStopWorld();
  const { simulator } = world.stripe;

  /** An account that nobody has told us of, with money in its balance. */
  const create = ({
    amount = 10_000,
    currency = 'usd',
    country = 'US',
    interval = 'daily',
  }: Opened = {}): AtStripe => {
    const record = simulator.createAccount({ type: 'custom', onboarded: true, country });
    simulator.updateBalanceSettings(record, { schedule: { interval } });
    simulator.addBankAccount(record, { accountNumber: '000123456789', currency, country });
    if (amount > 0) simulator.createCharge({ account: record.id, amount, currency, fee: 0, availableOn: 0 });
    return record;
  };
  /** As after an event of it. */
  const see = async (record: AtStripe): Promise<AtStripe> => {
    await fetchConnectedAccount(job, record.id);
    await fetchBalance(job, record.id);
    return record;
  };
  return {
    world,
    create,
    see,
    open: (opened?: Opened) => see(create(opened)),
    intervalOf: (record: AtStripe) =>
      simulator.accountOf(record.id).balanceSettings.payments.payouts?.schedule?.interval,
    /** Pressed, planned, and done at Stripe with what was there. */
    stopped: async (press: Parameters<StopWorld['press']>[0] = EVERYTHING): Promise<string> => {
      const { killSwitchId } = await world.press(press);
      await runKillSwitchSteps(job, { killSwitchId });
      return killSwitchId;
    },
    setSchedule: (record: AtStripe, interval: 'daily' | 'weekly' | 'manual'): void => {
      simulator.updateBalanceSettings(record, { schedule: { interval } });
    },
    /** Stripe says no once. */
    refuseSchedule: (record: AtStripe) => {
      simulator.faults.add({
        match: { method: 'POST', path: '/v1/balance_settings', account: record.id },
        fault: { kind: 'error', status: 400, type: 'invalid_request_error', message: 'Not this one.' },
        times: 1,
      });
    },
    alarmsOf: async (record: AtStripe): Promise<string[]> => {
      const rows = await world.sql<{ kind: string }[]>`
        select kind from alarms where subject = ${record.id} and closed_at is null order by kind`;
      return rows.map(({ kind }) => kind);
    },
    /** Switches that stand are released, and accounts of the test before are no part of the next. */
    clear: async () => {
      for (const { id } of await world.sql<{ id: string }[]>`
        select kill_switch_id as id from kill_switches where state <> 'released' and not is_drill`)
        await world.release(id);
      await world.sql.begin(async (tx) => {
        await tx`set local session_replication_role = replica`;
        await tx`truncate connected_accounts, stripe_balances, payouts, kill_switch_steps, external_accounts, bypasses, alarms`;
      });
      simulator.requests.clear();
    },
  };
}

/** One step of one account, as it stands. */
export async function stepsOf(sql: StopWorld['sql'], killSwitchId: string) {
  const rows = await sql<
    { id: string; step: string; state: string; because: string | null; seen_at: Date | null }[]
  >`
    select connected_account_id as id, step, state, because, seen_at from kill_switch_steps where kill_switch_id = ${killSwitchId}`;
  return (record: AtStripe, step: string) => rows.find((row) => row.id === record.id && row.step === step);
}
