import { startTestStripe } from '#scripts/test-stripe.ts';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { now } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { database } from '../../db/client.ts';
import type { TestRequest } from '../requests/test-request.fixture.ts';
import { confirmDispatchUnlock } from './confirm-dispatch-unlock.ts';
import { dispatcher, DispatchWorld } from './dispatch-world.fixture.ts';
import { fetchDispatchReading } from './fetch-dispatch-reading.ts';
import { lockDispatch } from './lock-dispatch.ts';
import { DISPATCH_TIMING, type DispatchTiming } from './timing.ts';
import { unlockLeaf } from './unlock-leaf.ts';

type Role = 'administrator' | 'risk_reviewer' | 'finance_operator' | 'viewer';

/** Who stands in the world: two who may end a lock, and two who may not. */
const ROLES: Record<string, Role> = {
  anna: 'administrator',
  marek: 'administrator',
  fin: 'finance_operator',
  vic: 'viewer',
};

export const person = (name: string): Context => ({
  actor: { kind: 'operator', operatorId: `opr_${name}`, name, role: ROLES[name] ?? 'administrator' },
  requestId: 'test',
  now: now(),
});

/** The world of dispatch with its lock: how it is set, read and ended, by the verbs and around them. */
export class LockWorld extends DispatchWorld {
  lock(because = 'A backup is put back.') {
    return lockDispatch(dispatcher, { because });
  }

  /** A turn of the worker, as if every call from before the lock had settled. */
  reading(timing: Partial<DispatchTiming> = { callMs: 0, settleMs: 0 }) {
    return fetchDispatchReading({
      ctx: dispatcher,
      workerName: 'a test',
      timing: { ...DISPATCH_TIMING, ...timing },
      onStep: () => undefined,
    });
  }

  /** Paid for this request, of which this database knows nothing. */
  forgottenPayout({ connectedAccountId, payoutRequestId }: TestRequest) {
    return this.stripe.simulator.createPayout({
      account: connectedAccountId,
      amount: 12_500,
      currency: 'usd',
      metadata: { sluice_payout_request_id: payoutRequestId },
    });
  }

  /** Stripe does not show one list until `faults.clear()`. */
  breakList(account: string): void {
    this.stripe.simulator.faults.add({
      match: { path: '/v1/payouts', method: 'GET', account },
      fault: { kind: 'error', status: 403, code: 'x' },
      times: null,
    });
  }

  /** By hand, with the program's own role. */
  asProgram(statement: string) {
    return this.sql.begin(async (tx) => {
      await tx`set local role sluice_app`;
      await tx.unsafe(statement);
    });
  }

  async gate() {
    const [control] = await database().select().from(dispatchControl);
    if (control === undefined) throw new Error('no gate');
    return control;
  }

  /** As if the lock had been set so much earlier, and what is known of its lists as well. */
  age(by: string) {
    return this.sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update dispatch_control set locked_at = locked_at - ${by}::interval, unread_since = unread_since - ${by}::interval,
        reading_failed_at = reading_failed_at - ${by}::interval, reading_failed_again_at = reading_failed_again_at - ${by}::interval
        where locked_at is not null`;
    });
  }

  /** A person confirms now, with a proof for exactly this lock. */
  async unlockNow(name: string): Promise<void> {
    const about = { purpose: 'dispatch.unlock', root: unlockLeaf(await this.gate()) } as const;
    const stepUpProofId = await insertProof(this.sql, person(name), about);
    await confirmDispatchUnlock(person(name), { stepUpProofId });
  }

  /** The same once no call from before the lock can be under way. */
  async unlockAs(name: string): Promise<void> {
    await this.age('80 seconds');
    await this.unlockNow(name);
  }

  /** By hand, with the program's own role, and with a proof. @param asked who then stands as having asked */
  async openByHand(by: string, asked?: string): Promise<void> {
    if (asked !== undefined) await this.sql`update dispatch_control set unlock_asked_by = ${`opr_${asked}`}`;
    const root = unlockLeaf(await this.gate());
    const proof = await insertProof(this.sql, person(by), { purpose: 'dispatch.unlock', root });
    await this.sql.begin(async (tx) => {
      await tx`insert into step_up_uses (step_up_proof_id, leaf, path) values (${proof}, ${root}, '[]')`;
      await tx`set local role sluice_app`;
      await tx`update dispatch_control set locked_at = null, locked_because = null, unlocked_by = ${`opr_${by}`}`;
    });
  }

  async openAlarms() {
    return [
      ...(await this
        .sql`select subject, text from alarms where kind = 'dispatch_locked' and closed_at is null`),
    ];
  }

  async holdsOf({ payoutRequestId }: TestRequest) {
    return [
      ...(await this.sql`select source, state from holds where payout_request_id = ${payoutRequestId}`),
    ];
  }

  /** By the owner of the tables, who repairs; what the program's own role may is in the tests. */
  async open(): Promise<void> {
    this.stripe.simulator.faults.clear();
    await this.sql`update dispatch_control set read_whole_at = clock_timestamp() where locked_at is not null`;
    await this.sql`update dispatch_control set locked_at = null, locked_because = null`;
    await this.sql`update alarms set closed_at = now() where kind = 'dispatch_locked' and closed_at is null`;
  }
}

export async function startLockWorld(): Promise<LockWorld> {
  const world = new LockWorld(await startTestStripe());
  for (const [name, role] of Object.entries(ROLES))
    await world.sql`insert into operators (operator_id, email, name, role)
      values (${`opr_${name}`}, ${`${name}@example.com`}, ${name}, ${role})`;
  return world;
}
