import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertProof } from '../../approvals/step-up/test-proof.fixture.ts';
import { jobContext } from '../../context.ts';
import { openPayoutWorld, type PayoutWorld } from '../../payouts/requests/payout-world.fixture.ts';
import { assessConnectedAccount } from '../assessments/assess-connected-account.ts';
import { fact, learn, usualDays } from '../assessments/test-story.fixture.ts';
import { parseRiskRules } from '../rules/rule-text.ts';
import { textHash } from '../../text-hash.ts';
import { draftRiskRules } from './draft-risk-rules.ts';
import { publishLeaf } from '../../versioned-texts/publish-leaf.ts';
import { RISK_RULE_TEXT } from './risk-rules.ts';
import { publishRiskRules } from './publish-risk-rules.ts';
import { listRuleVersions } from './queries.ts';
import { tryRiskRules } from './trial-queries.ts';
import { withdrawRiskRules } from './withdraw-risk-rules.ts';

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
});
afterAll(() => world.close());

const worker = jobContext('assess-risk');
/** True of every account that has sold anything. */
const EVERYBODY = 'hold +4.0 when charges in 24 hours >= 1';
const NOBODY = 'flag +1.0 when disputes in 30 days >= 1000';

const publish = async (name: string, versionId: string, text: string, proven = text) => {
  const root = publishLeaf(RISK_RULE_TEXT, { versionId, textHash: textHash(proven) });
  const stepUpProofId = await insertProof(world.sql, world.as(name), { purpose: 'risk.publish', root });
  return publishRiskRules(world.as(name), { versionId, seenHash: textHash(text), stepUpProofId });
};

/** A draft with this text, whoever left one before. */
async function draft(name: string, text: string): Promise<string> {
  const open = (await listRuleVersions(world.as('marek'))).find(({ state }) => state === 'draft');
  const written = await draftRiskRules(world.as(name), { text, seenHash: open?.textHash ?? null });
  return written.versionId;
}

async function seller(): Promise<string> {
  const account = await world.account([10_000_00n]);
  await learn([...usualDays(account), fact(account, 'charge', 60_000)]);
  return account;
}

const assess = (connectedAccountId: string) => assessConnectedAccount(worker, { connectedAccountId });

describe('rules of risk', () => {
  it('decide once another administrator has published them, and a decision keeps the rules that made it', async () => {
    const account = await seller();
    expect(await assess(account)).toMatchObject([{ action: 'none' }]);
    const id = await draft('ines', EVERYBODY);
    expect(await assess(account)).toMatchObject([{ action: 'none' }]);
    await publish('marek', id, EVERYBODY);
    expect(await assess(account)).toMatchObject([{ action: 'hold' }]);
    const made = await world.sql<{ hash: string }[]>`
      select rules_hash as hash from risk_assessments where connected_account_id = ${account} order by decided_at`;
    expect(made.at(-1)?.hash).toBe(textHash(EVERYBODY));
    expect(made[0]?.hash).not.toBe(textHash(EVERYBODY));
    await world.sql`update risk_flags set state = 'waiting' where state = 'open'`;
    await publish('noor', await draft('marek', NOBODY), NOBODY);
    expect(await assess(await seller())).toMatchObject([{ action: 'none' }]);
  });

  it('are tried on the past before: accounts that would have been flagged, and the money that would have stayed', async () => {
    await publish('noor', await draft('marek', NOBODY), NOBODY);
    const account = await seller();
    await assess(account);
    const before = await world.sql`select * from risk_standings order by 1, 2`;
    const trial = await tryRiskRules(world.as('vera'), parseRiskRules(EVERYBODY).rules);
    const change = trial.changes.find(({ connectedAccountId }) => connectedAccountId === account);
    expect(change).toMatchObject({ now: 'none', then: 'hold', currency: 'usd' });
    expect(trial.draft.flagged).toBeGreaterThan(trial.inForce.flagged);
    const [kept] = trial.draft.kept;
    expect(kept?.currency).toBe('usd');
    expect(kept?.amount).toBe(10_000_00n * BigInt(trial.draft.held));
    const same = await tryRiskRules(world.as('vera'), parseRiskRules(NOBODY).rules);
    expect(same.changes).toEqual([]);
    expect(same.draft).toEqual(same.inForce);
    // It decided nothing.
    expect(await world.sql`select * from risk_standings order by 1, 2`).toEqual(before);
  });

  it('are not published by whoever changed them last, nor with a line that cannot be read, nor as another text', async () => {
    const id = await draft('marek', NOBODY);
    await expect(publish('marek', id, NOBODY)).rejects.toMatchObject({ code: 'precondition_failed' });
    await expect(publish('noor', id, EVERYBODY)).rejects.toMatchObject({ code: 'conflict' });
    await expect(publish('noor', id, NOBODY, EVERYBODY)).rejects.toMatchObject({ code: 'forbidden' });
    await draft('marek', `${NOBODY}\nlet it rain`);
    await expect(publish('noor', id, `${NOBODY}\nlet it rain`)).rejects.toThrow(
      'Line 2. “let it rain” is no rule.',
    );
  });

  it('are nobody’s alone to write over: a draft that changed meanwhile is not lost, and a reviewer publishes nothing', async () => {
    const id = await draft('marek', NOBODY);
    await expect(
      draftRiskRules(world.as('ines'), { text: EVERYBODY, seenHash: textHash('another') }),
    ).rejects.toMatchObject({ code: 'conflict' });
    await expect(publish('ines', id, NOBODY)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      draftRiskRules(world.as('anna'), { text: EVERYBODY, seenHash: textHash(NOBODY) }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await withdrawRiskRules(world.as('ines'), { versionId: id, seenHash: textHash(NOBODY) });
    expect((await listRuleVersions(world.as('vera')))[0]).toMatchObject({ state: 'withdrawn', text: NOBODY });
  });
});
