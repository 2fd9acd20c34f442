import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { payoutRequests } from '#drizzle/schema/payout-requests.ts';
import { jobContext, type Context } from '../../context.ts';
import { readPortal } from '../../portal/queries.ts';
import { readDecisionFacts } from '../review/decision-facts.ts';
import { decisionPreview } from '../review/decision-preview.ts';
import { openPolicyWorld, type PolicyWorld } from '../requests/policy-world.fixture.ts';
import { readBulkForecast } from '../bulk/bulk-forecast.ts';
import { bulkPreview } from '../bulk/bulk-preview.ts';
import { database } from '../../db/client.ts';
import { getPayoutRequest } from './detail-queries.ts';
import { listOpenRequests } from './open-queries.ts';

/* What people and owners are told of a payout that waits as the policy says. */

const WHY = 'Waits 48 hours, because the amount is more than 30.00 USD (line 2 of the policy)';

let world: PolicyWorld;
beforeAll(async () => {
  world = await openPolicyWorld();
  await world.inForce(
    'go\nwait 48 hours when amount > 30.00 USD\nhold for 1 approval when amount > 60.00 USD',
  );
});
afterAll(() => world.close());

async function asked(amount: bigint) {
  const request = await world.asked(amount);
  const { until } = await world.stored(request.payoutRequestId);
  if (until === null) throw new Error(`${request.payoutRequestId} does not wait`);
  return { ...request, until };
}

const inUtc = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const lines = ({ preview: { groups } }: Awaited<ReturnType<typeof getPayoutRequest>>, title: string) =>
  groups.find((group) => group.title === title)?.lines.map(({ name, value }) => `${name}: ${value}`);

it('one that nobody has to decide says until when, why and what comes next, and nothing of approvals', async () => {
  const { payoutRequestId, connectedAccountId, until } = await asked(40_00n);
  const request = await getPayoutRequest(world.as('ines'), payoutRequestId);
  expect(request).toMatchObject({ waitsUntil: until, leavesAfter: until, waitReasons: [WHY] });
  expect(lines(request, 'Who decided')).toEqual(['Approvals: none needed: the policy asks for nobody']);
  expect(lines(request, 'What stands in the way')).toEqual([
    `Leaves not before: ${inUtc(until)}: ${WHY}`,
    'Then: It leaves by itself when the wait is over.',
  ]);
  expect(request.preview.isKept).toBe(true);
  const [open] = await listOpenRequests(world.as('ines'), connectedAccountId, 5);
  expect(open?.keptBy).toEqual([`its wait, until ${inUtc(until)}: ${WHY}`]);
});

it('one that a person decides is shown with both, and the same preview stands when the wait is over', async () => {
  const { payoutRequestId, until } = await asked(80_00n);
  const request = await getPayoutRequest(world.as('ines'), payoutRequestId);
  expect(request.routeReasons).toHaveLength(2);
  expect(request.waitReasons).toEqual([WHY]);
  expect(lines(request, 'What stands in the way')).toEqual([
    `Leaves not before: ${inUtc(until)}: ${WHY}`,
    'Then: It leaves when the wait is over and ten seconds after the last approval have passed. No approval ends the wait.',
  ]);
  const { version, payloadHash } = request.preview;
  const foreseen = async () => {
    const by = { operatorId: 'opr_ines', decision: 'approve' } as const;
    const forecast = await readBulkForecast(database(), by, [{ payoutRequestId, version, payloadHash }]);
    return bulkPreview('approve', forecast).items[0]?.will;
  };
  expect(await foreseen()).toBe('Complete, but its policy makes it wait: leaves by itself when that is over');
  const [stored] = await database()
    .select()
    .from(payoutRequests)
    .where(eq(payoutRequests.payoutRequestId, payoutRequestId));
  if (stored === undefined) throw new Error(`no ${payoutRequestId}`);
  const facts = await readDecisionFacts(database(), stored);
  expect(facts.isWaiting).toBe(true);
  const over = decisionPreview(stored, { ...facts, isWaiting: false });
  expect(over).toMatchObject({ previewHash: request.preview.previewHash, isKept: false });
});

it('its owner is told when it leaves at the earliest once nothing else keeps it, and no line of a policy', async () => {
  const { connectedAccountId, payoutRequestId, until } = await asked(80_00n);
  const owner: Context = {
    ...jobContext('test'),
    actor: { kind: 'connected_account_owner', connectedAccountId, email: 'owner@seller.example' },
  };
  const waiting = async () => (await readPortal(owner)).waiting[0];
  expect(await waiting()).toMatchObject({ why: [expect.stringMatching(/being checked/)], waitsUntil: null });
  await world.approve('ines', payoutRequestId);
  expect(await waiting()).toMatchObject({
    why: ['It is approved and leaves by itself after a waiting time.'],
    waitsUntil: until,
  });
  await world.tamper(
    `update payout_requests set waits_until = now() where payout_request_id = '${payoutRequestId}'`,
  );
  expect(await waiting()).toMatchObject({
    why: ['It is approved and leaves as soon as nothing stands in its way.'],
    waitsUntil: null,
  });
});

it('an owner stands in the story of what they asked for by name', async () => {
  const connectedAccountId = await world.account([100_00n]);
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name)
    values ('own_1', ${connectedAccountId}, 'owner@seller.example', 'Mei Tanaka')`;
  const { payoutRequestId } = await world.ask();
  await world.tamper(`update audit_records set actor_kind = 'connected_account_owner',
      actor_id = '${connectedAccountId}/owner@seller.example' where subject = '${payoutRequestId}'`);
  const { events } = await getPayoutRequest(world.as('ines'), payoutRequestId);
  expect(events.map(({ by }) => by)).toEqual(['Mei Tanaka']);
});
