import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { proveWith } from '../approvals/step-up/soft-passkey.fixture.ts';
import { signInOwnerWithPassword } from '../auth/owner-password-sign-in.ts';
import { ownerContext } from '../auth/owner-sign-in.ts';
import { hashPassword } from '../auth/password-hash.ts';
import { jobContext, type Context } from '../context.ts';
import { readSecondHalves } from '../overview/second-halves.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { askOwnPayout } from '../portal/ask-own-payout.ts';
import { listOwnRenewals } from '../portal/renewal-queries.ts';
import { acceptWithPassword, findOpenLink, wasLinkUsed } from './accept-with-password.ts';
import { askOwnerRenewal } from './ask-owner-renewal.ts';
import { letOwnerIn } from './let-owner-in.ts';
import { makeRenewalLink } from './make-renewal-link.ts';
import { listOwnerRenewals } from './renewal-queries.ts';
import { renewOwnerPassword } from './renew-owner-password.ts';
import { shutOwnerOut } from './shut-owner-out.ts';
import { takeBackRenewal } from './take-back-renewal.ts';

/* Another password for an owner who is in: two people, and two halves of a key. */

let world: ReviewWorld;
beforeAll(async () => {
  world = await openReviewWorld();
  await world.sql`insert into operators (operator_id, email, name, role) values ('opr_finn', 'finn@example.com', 'finn', 'finance_operator')`;
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.sql`delete from sign_in_failures`;
});

const PASSWORD = 'correct horse battery staple';
const ANOTHER = 'another word for the same door 8';
const REASON = 'They rang from the number that we have.';

const refusal = (code: string, words: string) => ({
  code,
  message: expect.stringContaining(words) as string,
});
const finn = () => world.as('finn', 'finance_operator');

/** Somebody who signs in for an account with money. */
async function owner(email = `${crypto.randomUUID()}@seller.example`) {
  const connectedAccountId = await world.account([100_00n]);
  const ownerId = `own_${crypto.randomUUID()}`;
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name) values (${ownerId}, ${connectedAccountId}, ${email}, 'Olive')`;
  await world.sql`
    insert into owner_passwords (owner_id, email, password_hash) values (${ownerId}, ${email}, ${await hashPassword(PASSWORD)})`;
  const ctx: Context = {
    ...jobContext('test'),
    actor: { kind: 'connected_account_owner', connectedAccountId, email },
  };
  const signIn = (password: string) => signInOwnerWithPassword({ email, password, deviceToken: null });
  const proof = async (name: string): Promise<string> => {
    const open = (await listOwnerRenewals(world.as(name), connectedAccountId)).find(({ usedAt }) => !usedAt);
    return proveWith(await world.passkey(name), world.as(name), open?.root ?? '', 'owners.renew');
  };
  const make = async (ownerRenewalId: string, name: string) =>
    makeRenewalLink(world.as(name), { ownerRenewalId, stepUpProofId: await proof(name) });
  return { connectedAccountId, ownerId, email, ctx, signIn, proof, make };
}

/** … for whom Finn asked and Marek made the link. */
async function renewed() {
  const olive = await owner();
  const { ownerRenewalId, code } = await askOwnerRenewal(finn(), { ownerId: olive.ownerId, reason: REASON });
  const { token } = await olive.make(ownerRenewalId, 'marek');
  return {
    ...olive,
    ownerRenewalId,
    code,
    token,
    typed: { token, email: olive.email, code, password: ANOTHER },
  };
}

describe('an owner who lost their password', () => {
  it('chooses another with the code of one person and the link of another; the old one and every session end then', async () => {
    const olive = await owner();
    const { ownerId, connectedAccountId, email } = olive;
    await world.sql`insert into owner_sessions (session_id, owner_id, provider) values (${`ows_${ownerId}`}, ${ownerId}, 'x')`;
    const { ownerRenewalId, code } = await askOwnerRenewal(finn(), { ownerId, reason: REASON });
    const half = { ownerId, askedBy: 'finn', madeBy: null, reason: REASON, isExpired: false };
    expect(await listOwnerRenewals(world.as('ines'), connectedAccountId)).toMatchObject([half]);
    expect(await readSecondHalves(world.as('noor'))).toContainEqual({
      kind: 'owner_renewal',
      count: 1,
      path: `/connected-accounts/${connectedAccountId}#owners`,
    });
    const { token } = await olive.make(ownerRenewalId, 'marek');
    expect((await readSecondHalves(world.as('noor'))).map(({ kind }) => kind)).not.toContain('owner_renewal');
    expect(await olive.signIn(PASSWORD), 'until the link is used').not.toBeNull();
    expect(await findOpenLink(token)).toMatchObject({ ownerId, connectedAccountId });
    // The owner is told in the portal, and so is nobody else.
    expect(await listOwnRenewals(olive.ctx)).toMatchObject([{ email, isMine: true, usedAt: null }]);
    expect(await listOwnRenewals((await owner()).ctx)).toEqual([]);

    const typed = { token, email, code, password: ANOTHER };
    expect(await acceptWithPassword({ ...typed, email: 'other@x.example' })).toBe('address');
    expect(await acceptWithPassword({ ...typed, code: '' }), 'the link alone').toBe('code');
    expect(await acceptWithPassword({ token, email, password: ANOTHER }), 'the link alone').toBe('code');
    // The verb itself: before it, the second of two tries at once would wait as at a sign-in.
    const asOwner = ownerContext({ ownerId, connectedAccountId, name: 'Olive', email });
    const passwordHash = await hashPassword(ANOTHER);
    const use = (by: string) => renewOwnerPassword(asOwner, { token, code: by, ownerId, passwordHash });
    await expect(use('0000'), 'nor past the form').rejects.toMatchObject({ code: 'conflict' });
    const both = await Promise.allSettled([use(code), use(code)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);

    expect(await olive.signIn(PASSWORD)).toBeNull();
    expect(await olive.signIn(ANOTHER)).toMatchObject({ ownerId });
    expect(
      await world.sql`select 1 from owner_sessions where owner_id = ${ownerId} and revoked_at is null`,
    ).toEqual([]);
    expect(await findOpenLink(token)).toBeNull();
    expect(await wasLinkUsed(token)).toBe(true);
    expect(await listOwnerRenewals(world.as('ines'), connectedAccountId)).toMatchObject([
      { ...half, madeBy: 'marek', usedAt: expect.any(Date) as Date, root: null },
    ]);
    expect(await listOwnRenewals(olive.ctx)).toMatchObject([
      { isMine: true, usedAt: expect.any(Date) as Date },
    ]);
    const record = await world.sql<{ action: string; actor_id: string }[]>`
      select action, actor_id from audit_records where subject = ${ownerId} and outcome = 'done' order by audit_record_id`;
    expect(record.map(({ action, actor_id }) => [action, actor_id])).toEqual([
      ['owner_renewal.ask', 'opr_finn'],
      ['owner_renewal.make_link', 'opr_marek'],
      ['owner_password.renew', `${connectedAccountId}/${email}`],
    ]);
    const [everything] = await world.sql<{ text: string }[]>`
      select string_agg(record::text, ' ') as text from audit_records as record`;
    for (const secret of [code, token]) expect(everything?.text).not.toContain(secret);
  });

  it('gets no link by whoever asked and has the code, nor by another hand of theirs', async () => {
    const olive = await owner();
    const asked = await askOwnerRenewal(world.as('noor'), { ownerId: olive.ownerId, reason: REASON });
    await expect(olive.make(asked.ownerRenewalId, 'noor')).rejects.toMatchObject(
      refusal('conflict', 'You asked, and have the code'),
    );
    await takeBackRenewal(world.as('noor'), { ownerRenewalId: asked.ownerRenewalId });
    const again = await askOwnerRenewal(finn(), { ownerId: olive.ownerId, reason: REASON });
    await world.tamper(`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
      values ('finn', 'opr_finn', 'opr_marek', now() + interval '1 day', now())`);
    await expect(olive.make(again.ownerRenewalId, 'marek')).rejects.toMatchObject(
      refusal('precondition_failed', 'You gave finn their link'),
    );
    await world.tamper(`delete from operator_invitations where token_hash = 'finn'`);
    await olive.make(again.ownerRenewalId, 'marek');
  });

  it('gets one by an administrator who proves to be there for exactly that, once, within a week', async () => {
    const olive = await owner();
    const { ownerRenewalId } = await askOwnerRenewal(finn(), { ownerId: olive.ownerId, reason: REASON });
    const early = await olive.proof('marek');
    const stepUpProofId = await olive.proof('anna');
    await expect(makeRenewalLink(world.as('anna'), { ownerRenewalId, stepUpProofId })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const other = await owner();
    await askOwnerRenewal(finn(), { ownerId: other.ownerId, reason: REASON });
    const elsewhere = await other.proof('marek');
    await expect(
      makeRenewalLink(world.as('marek'), { ownerRenewalId, stepUpProofId: elsewhere }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    const age = (hours: number) =>
      world.tamper(`update owner_renewals set expires_at = now() + interval '${String(168 - hours)} hours'
        where owner_renewal_id = '${ownerRenewalId}'`);
    await age(168);
    await expect(olive.make(ownerRenewalId, 'marek')).rejects.toMatchObject(
      refusal('precondition_failed', 'within a week'),
    );
    await age(167);
    await olive.make(ownerRenewalId, 'marek');
    await expect(
      makeRenewalLink(world.as('marek'), { ownerRenewalId, stepUpProofId: early }),
    ).rejects.toMatchObject(refusal('conflict', 'Somebody has made the link'));
  });

  it('has one way open at a time; what expired is in nobody’s way, and a code goes with one link alone', async () => {
    const olive = await owner();
    const { ownerId } = olive;
    const first = await askOwnerRenewal(finn(), { ownerId, reason: REASON });
    await expect(askOwnerRenewal(world.as('noor'), { ownerId, reason: REASON })).rejects.toMatchObject(
      refusal('conflict', 'Take that back first'),
    );
    await world.tamper(
      `update owner_renewals set expires_at = now() where owner_renewal_id = '${first.ownerRenewalId}'`,
    );
    const second = await askOwnerRenewal(world.as('noor'), { ownerId, reason: REASON });
    // Finn has the first code, and could not make the second link anyway.
    const { token } = await olive.make(second.ownerRenewalId, 'marek');
    const typed = { token, email: olive.email, password: ANOTHER };
    expect(await acceptWithPassword({ ...typed, code: first.code })).toBe('code');
    expect(await acceptWithPassword({ ...typed, code: second.code })).toBeNull();
  });

  it('is let in by no link that was taken back, has expired, or was open when they were shut out', async () => {
    const taken = await renewed();
    await takeBackRenewal(world.as('anna'), { ownerRenewalId: taken.ownerRenewalId });
    const old = await renewed();
    await world.tamper(
      `update owner_renewals set expires_at = now() where owner_renewal_id = '${old.ownerRenewalId}'`,
    );
    const shut = await renewed();
    await shutOwnerOut(world.as('marek'), { ownerId: shut.ownerId, reason: 'The shop was sold.' });
    await expect(askOwnerRenewal(finn(), { ownerId: shut.ownerId, reason: REASON })).rejects.toMatchObject(
      refusal('precondition_failed', 'is shut out'),
    );
    await letOwnerIn(world.as('noor'), { ownerId: shut.ownerId, reason: 'It was not.' });
    for (const { typed, signIn } of [taken, old, shut]) {
      await expect(acceptWithPassword(typed)).rejects.toMatchObject({ code: 'conflict' });
      expect(await signIn(PASSWORD)).not.toBeNull();
    }
    await expect(
      takeBackRenewal(world.as('anna'), { ownerRenewalId: taken.ownerRenewalId }),
    ).rejects.toMatchObject({ code: 'conflict' });
  });

  it('who works here, or has no password, gets none', async () => {
    const own = await owner('Noor@Example.com');
    await expect(askOwnerRenewal(finn(), { ownerId: own.ownerId, reason: REASON })).rejects.toMatchObject(
      refusal('precondition_failed', 'a half of their own key'),
    );
    const later = await owner();
    const { ownerRenewalId } = await askOwnerRenewal(finn(), { ownerId: later.ownerId, reason: REASON });
    await world.tamper(
      `insert into operators (operator_id, email, name, role) values ('opr_later', '${later.email}', 'x', 'viewer')`,
    );
    await expect(later.make(ownerRenewalId, 'marek')).rejects.toMatchObject(
      refusal('precondition_failed', 'a half of their own key'),
    );
    const bare = await owner();
    await world.tamper(`delete from owner_passwords where owner_id = '${bare.ownerId}'`);
    await expect(askOwnerRenewal(finn(), { ownerId: bare.ownerId, reason: REASON })).rejects.toMatchObject(
      refusal('precondition_failed', 'without a password'),
    );
  });

  it('asks for payouts that neither of the two decides, once it was used', async () => {
    const { ctx, connectedAccountId, typed } = await renewed();
    await askOwnPayout(ctx, { currency: 'usd', amount: 40_00n, seenPayable: 100_00n });
    const [request] = await world.sql<{ id: string }[]>`
      select payout_request_id as id from payout_requests where connected_account_id = ${connectedAccountId}`;
    const makers = async () =>
      (
        await world.sql<{ id: string }[]>`
        select operator_id as id from request_makers(${request?.id ?? ''}) order by 1`
      ).map(({ id }) => id);
    expect(await makers()).toEqual([]);
    await world.approve('marek', request?.id ?? '');
    const given = () => world.sql`
      select state from payout_approvals where payout_request_id = ${request?.id ?? ''}`;
    expect(await given()).toEqual([{ state: 'given' }]);
    expect(await acceptWithPassword(typed)).toBeNull();
    expect(await makers()).toEqual(['opr_finn', 'opr_marek']);
    expect(await given(), 'what he approved before is approved no more').toEqual([{ state: 'void' }]);
  });

  it('gets in again where there are two administrators and one who does the books, whoever brought them', async () => {
    const everybody = { finn: finn(), marek: world.as('marek'), noor: world.as('noor') };
    for (const [asker, maker] of [
      ['finn', 'marek'],
      ['finn', 'noor'],
      ['marek', 'noor'],
      ['noor', 'marek'],
    ] as const) {
      const olive = await owner();
      await world.tamper(`insert into seller_invitations (seller_invitation_id, email, name, business_name, country, business_type,
          policy_version, terms, invited_by, linked_by, idempotency_key, state, connected_account_id, owner_id, accepted_at, token_hash, expires_at)
        values ('siv_${olive.ownerId}', '${olive.email}', 'x', 'x', 'US', 'company', 'x', '{}', 'opr_finn', '{opr_marek,opr_noor}',
          'key_${olive.ownerId}', 'locked', '${olive.connectedAccountId}', '${olive.ownerId}', now(), 'x_${olive.ownerId}', now())`);
      const { ownerRenewalId, code } = await askOwnerRenewal(everybody[asker], {
        ownerId: olive.ownerId,
        reason: REASON,
      });
      const { token } = await olive.make(ownerRenewalId, maker);
      expect(
        await acceptWithPassword({ token, email: olive.email, code, password: ANOTHER }),
        `${asker} and ${maker}`,
      ).toBeNull();
    }
  });
});
