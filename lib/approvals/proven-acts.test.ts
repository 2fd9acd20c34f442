import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dispatchControl } from '#drizzle/schema/kill-switch.ts';
import { database } from '../db/client.ts';
import { askHoldRelease } from '../holds/ask-hold-release.ts';
import { confirmHoldRelease } from '../holds/confirm-hold-release.ts';
import { placeHold } from '../holds/place-hold.ts';
import { releaseRootOf } from '../holds/test-release.fixture.ts';
import { askKillSwitchRelease } from '../kill-switch/ask-kill-switch-release.ts';
import { confirmKillSwitchRelease } from '../kill-switch/confirm-kill-switch-release.ts';
import { engageKillSwitch } from '../kill-switch/engage-kill-switch.ts';
import { pressLeaf } from '../kill-switch/press-leaf.ts';
import { killSwitchReleaseLeaf } from '../kill-switch/release-leaf.ts';
import { pressedScope } from '../kill-switch/schemas.ts';
import { askBulkDecision } from '../payouts/bulk/ask-bulk-decision.ts';
import { readBulkDecision } from '../payouts/bulk/queries.ts';
import { startBulkDecision } from '../payouts/bulk/start-bulk-decision.ts';
import { askAccountRejection } from '../connected-accounts/rejections/ask-account-rejection.ts';
import { confirmAccountRejection } from '../connected-accounts/rejections/confirm-account-rejection.ts';
import { readRejectionStanding } from '../connected-accounts/rejections/queries.ts';
import { assessSegment } from '../connected-accounts/segments/assess-segment.ts';
import { confirmLooserBand } from '../connected-accounts/segments/confirm-looser-band.ts';
import { readSegment } from '../connected-accounts/segments/queries.ts';
import { jobContext } from '../context.ts';
import { askDispatchUnlock } from '../payouts/dispatch/ask-dispatch-unlock.ts';
import { confirmAbsence } from '../payouts/dispatch/confirm-absence.ts';
import { confirmDispatchUnlock } from '../payouts/dispatch/confirm-dispatch-unlock.ts';
import { renewLeaf } from '../payouts/dispatch/renew-leaf.ts';
import { absentAttempt } from '../payouts/dispatch/test-forgotten.fixture.ts';
import { unlockLeaf } from '../payouts/dispatch/unlock-leaf.ts';
import { draftPayoutPolicy } from '../payouts/policy/draft-payout-policy.ts';
import { PAYOUT_POLICY } from '../payouts/policy/payout-policy.ts';
import { publishPayoutPolicy } from '../payouts/policy/publish-payout-policy.ts';
import { textHash } from '../text-hash.ts';
import { openReviewWorld, type ReviewWorld } from '../payouts/review/review-world.fixture.ts';
import { modelLeaf } from '../risk/registry/model-leaf.ts';
import { promoteRiskModel } from '../risk/registry/promote-risk-model.ts';
import { draftRiskRules } from '../risk/rule-versions/draft-risk-rules.ts';
import { draftForestRecipe } from '../risk/forests/draft-forest-recipe.ts';
import { RISK_FOREST_RECIPE } from '../risk/forests/forest-recipes.ts';
import { publishForestRecipe } from '../risk/forests/publish-forest-recipe.ts';
import { RISK_RULE_TEXT } from '../risk/rule-versions/risk-rules.ts';
import { publishLeaf } from '../versioned-texts/publish-leaf.ts';
import { publishRiskRules } from '../risk/rule-versions/publish-risk-rules.ts';
import { changeLeaf } from '../people/change-leaf.ts';
import { changeOperator } from '../people/change-operator.ts';
import { decideOperatorChange } from '../people/decide-operator-change.ts';
import { listWaitingChanges } from '../people/queries.ts';
import { vouchForOperator } from '../people/vouch-for-operator.ts';
import { vouchLeaf } from '../people/vouch-leaf.ts';
import { cancelForgotten, recogniseForgotten } from './forgotten-acts.fixture.ts';
import { PROVEN_ACTS } from './proven-acts.ts';
import { confirmFactor } from './step-up/confirm-factor.ts';
import { enrolPasskey } from './step-up/enrol-passkey.ts';
import { confirmationLeaf, removalLeaf } from './step-up/factor-leaf.ts';
import { removeFactor } from './step-up/remove-factor.ts';
import type { StepUpPurpose } from './step-up/schemas.ts';
import { proveWith, softPasskey } from './step-up/soft-passkey.fixture.ts';
import { startPasskey } from './step-up/start-passkey.ts';
import { storedFactor } from './step-up/test-factor.fixture.ts';
import { bundleText, forge, verifyBundle, type Forgery } from './test-bundle.fixture.ts';
import { confirmOwnerInvitation } from '../onboarding/confirm-owner-invitation.ts';
import { askOwnerRenewal } from '../onboarding/ask-owner-renewal.ts';
import { inviteOwner } from '../onboarding/invite-owner.ts';
import { makeRenewalLink } from '../onboarding/make-renewal-link.ts';
import { listOwnerRenewals } from '../onboarding/renewal-queries.ts';
import { listOwnerInvitations } from '../onboarding/owner-login-queries.ts';

/* Whatever takes a proof can be checked from an exported record alone, done here by the verbs themselves, with the program's role. */

let world: ReviewWorld;
let bundle: string;

const prove = async (name: string, purpose: StepUpPurpose, root: string): Promise<string> =>
  proveWith(await world.passkey(name), world.as(name), root, purpose);

async function releaseHold(): Promise<void> {
  const { holdId } = await placeHold(world.as('ines'), {
    connectedAccountId: await world.account([1n]),
    payoutRequestId: null,
    reason: 'unusual_activity',
    reviewerText: 'Looks odd',
  });
  await askHoldRelease(world.as('ines'), { holdId, reason: 'They called.' });
  const stepUpProofId = await prove('marek', 'holds.release', await releaseRootOf(world.sql, holdId));
  await confirmHoldRelease(world.as('marek'), { holdId, askedBy: 'opr_ines', stepUpProofId });
}

async function pressAndRelease(): Promise<void> {
  // Typed as people type; stored as ISO spells it.
  const press = pressedScope.parse({ scope: 'country', scopeValue: 'us', reason: 'Strange payouts' });
  const pressOnce = async () =>
    engageKillSwitch(world.as('ines'), {
      ...press,
      stepUpProofId: await prove('ines', 'kill_switch.engage', pressLeaf(press)),
    });
  const { killSwitchId } = await pressOnce();
  await pressOnce();
  const releaseReason = 'Over';
  await askKillSwitchRelease(world.as('ines'), { killSwitchId, reason: releaseReason });
  const root = killSwitchReleaseLeaf({
    killSwitchId,
    state: 'release_asked',
    releaseAskedBy: 'opr_ines',
    releaseReason,
  });
  const stepUpProofId = await prove('marek', 'kill_switch.release', root ?? '');
  await confirmKillSwitchRelease(world.as('marek'), { killSwitchId, askedBy: 'opr_ines', stepUpProofId });
}

async function renew(): Promise<void> {
  const { payoutRequestId } = await world.ask();
  const shown = { payoutRequestId, payoutAttemptId: `pat_${payoutRequestId}` };
  await world.tamper(absentAttempt(shown));
  const stepUpProofId = await prove('marek', 'payouts.renew', renewLeaf(shown));
  await confirmAbsence(world.as('marek'), { ...shown, stepUpProofId });
}

async function publish(): Promise<void> {
  const text = 'hold for 2 approvals';
  const { versionId } = await draftPayoutPolicy(world.as('marek'), { text, seenHash: null });
  const root = publishLeaf(PAYOUT_POLICY, { versionId, textHash: textHash(text) });
  const stepUpProofId = await prove('noor', 'policies.publish', root);
  await publishPayoutPolicy(world.as('noor'), { versionId, seenHash: textHash(text), stepUpProofId });
}

async function publishRules(): Promise<void> {
  const text = 'flag +1 when account age < 3 days';
  const { versionId } = await draftRiskRules(world.as('marek'), { text, seenHash: null });
  const root = publishLeaf(RISK_RULE_TEXT, { versionId, textHash: textHash(text) });
  const stepUpProofId = await prove('noor', 'risk.publish', root);
  await publishRiskRules(world.as('noor'), { versionId, seenHash: textHash(text), stepUpProofId });
}

async function publishRecipe(): Promise<void> {
  const text = 'feature night_share';
  const { versionId } = await draftForestRecipe(world.as('marek'), { text, seenHash: null });
  await world.tamper(`insert into risk_forests (risk_forest_id, recipe_hash, peer_group, grown_on, grown_at, text, hash, seed, features,
      accounts, rows, rows_hash, data_from, data_to, metrics, grown_by)
    values ('rfo_1', '${textHash(text)}', '*', current_date, now() - interval '8 days', 'x', 'x', 1, '[]', 1, 1, '', now(), now(), '{}', '')`);
  const root = publishLeaf(RISK_FOREST_RECIPE, { versionId, textHash: textHash(text) });
  const stepUpProofId = await prove('noor', 'risk.publish', root);
  await publishForestRecipe(world.as('noor'), { versionId, seenHash: textHash(text), stepUpProofId });
}

async function promoteModel(): Promise<void> {
  const hash = textHash('x');
  const riskModelId = 'rmd_1';
  await world.tamper(`insert into risk_models (risk_model_id, version, state, kind, text, hash, seed, features, data_from, data_to,
      label_cutoff, rows, positives, metrics, trained_by, asked_by, asked_at)
    values ('${riskModelId}', 1, 'asked', 'logistic', 'x', '${hash}', 1, '[]', now(), now(), now(), 10, 2, '{}', 'x', 'opr_ines', now())`);
  const stepUpProofId = await prove('marek', 'risk.publish', modelLeaf({ riskModelId, hash }));
  await promoteRiskModel(world.as('marek'), { riskModelId, hash, stepUpProofId });
}

/** A role, somebody let in again, and an administrator of two people's making. */
async function changePeople(): Promise<void> {
  await world.sql`insert into operators (operator_id, email, name, role) values ('opr_pia', 'pia@x.example', 'Pia', 'viewer')`;
  const operatorId = 'opr_pia';
  const proven = (root: string) => prove('marek', 'people.change', root);
  const role = { operatorId, change: 'role', fromRole: 'viewer', toRole: 'risk_reviewer' } as const;
  await changeOperator(world.as('marek'), {
    operatorId,
    change: 'role',
    role: 'risk_reviewer',
    stepUpProofId: await proven(changeLeaf(role)),
  });
  await changeOperator(world.as('marek'), { operatorId, change: 'disable' });
  const enable = { ...role, change: 'enable', fromRole: 'risk_reviewer' } as const;
  await changeOperator(world.as('marek'), {
    operatorId,
    change: 'enable',
    stepUpProofId: await proven(changeLeaf(enable)),
  });
  await changeOperator(world.as('noor'), { operatorId, change: 'role', role: 'administrator' });
  const [waiting] = await listWaitingChanges(world.as('marek'));
  if (waiting === undefined) throw new Error('nothing waits');
  await decideOperatorChange(world.as('marek'), {
    changeRequestId: waiting.changeRequestId,
    decision: 'approved',
    stepUpProofId: await proven(waiting.root),
  });
}

/** A second passkey of Anna's, confirmed and taken away by Noor, and her word for whom Marek gave a link. */
async function vouch(): Promise<void> {
  const by = world.as('noor');
  const { challengeId, options } = await startPasskey(world.as('anna'), {});
  const { factorId } = await enrolPasskey(world.as('anna'), {
    challengeId,
    name: 'x',
    registration: softPasskey().register(options.challenge),
  });
  const factor = await storedFactor(world.sql, factorId);
  const confirmed = await prove('noor', 'factors.confirm', confirmationLeaf(factor));
  await confirmFactor(by, { factorId, stepUpProofId: confirmed });
  const removed = await prove('noor', 'factors.remove', removalLeaf(factor));
  await removeFactor(by, { factorId, stepUpProofId: removed });

  const operatorId = 'opr_pia';
  await world.sql`insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
    values ('t', ${operatorId}, 'opr_marek', now(), now())`;
  const word = await prove('noor', 'people.vouch', vouchLeaf({ operatorId, givers: 'opr_marek' }));
  await vouchForOperator(by, { operatorId, stepUpProofId: word });
}

async function unlock(): Promise<void> {
  await world.sql`update dispatch_control set locked_at = clock_timestamp() - interval '15 minutes', locked_because = 'A backup was put back'`;
  await askDispatchUnlock(world.as('ines'), { reason: 'Read by hand' });
  const [control] = await database().select().from(dispatchControl);
  if (control === undefined) throw new Error('There is one gate');
  const stepUpProofId = await prove('marek', 'dispatch.unlock', unlockLeaf(control));
  await confirmDispatchUnlock(world.as('marek'), { stepUpProofId });
}

/** One person, for Stripe's lists have been read whole. */
async function unlockAlone(): Promise<void> {
  await world.sql`update dispatch_control set locked_at = clock_timestamp() - interval '2 minutes', locked_because = 'A backup was put back'`;
  await world.sql`update dispatch_control set read_whole_at = clock_timestamp()`;
  const [control] = await database().select().from(dispatchControl);
  if (control === undefined) throw new Error('There is one gate');
  const stepUpProofId = await prove('marek', 'dispatch.unlock', unlockLeaf(control));
  await confirmDispatchUnlock(world.as('marek'), { stepUpProofId });
}

async function rejectAccount(): Promise<void> {
  const { payoutRequestId } = await world.ask();
  const [request] = await world.sql<{ account: string }[]>`
    update connected_accounts set losses_payments = 'application' where connected_account_id =
      (select connected_account_id from payout_requests where payout_request_id = ${payoutRequestId})
    returning connected_account_id as account`;
  const { accountRejectionId } = await askAccountRejection(world.as('ines'), {
    connectedAccountId: request?.account ?? '',
    act: 'reject',
    reasonCode: 'credit',
    reason: 'It cannot pay what it owes',
  });
  const { open } = await readRejectionStanding(world.as('marek'), request?.account ?? '');
  const stepUpProofId = await prove('marek', 'connected_accounts.reject', open?.root ?? '');
  await confirmAccountRejection(world.as('marek'), { accountRejectionId, stepUpProofId });
}

async function letOwnerInToAccount(): Promise<void> {
  const connectedAccountId = await world.account([1n]);
  const { sellerInvitationId } = await inviteOwner(world.as('anna'), {
    connectedAccountId,
    email: 'olive@seller.example',
    name: 'Olive',
    reason: 'We met',
  });
  const [open] = await listOwnerInvitations(world.as('marek'), connectedAccountId);
  const stepUpProofId = await prove('marek', 'owners.invite', open?.root ?? '');
  await confirmOwnerInvitation(world.as('marek'), { sellerInvitationId, stepUpProofId });
}

async function renewOwner(): Promise<void> {
  const connectedAccountId = await world.account([1n]);
  await world.sql`
    insert into connected_account_owners (owner_id, connected_account_id, email, name) values ('own_renewed', ${connectedAccountId}, 'pia@seller.example', 'Pia')`;
  await world.sql`insert into owner_passwords (owner_id, email, password_hash) values ('own_renewed', 'pia@seller.example', 'x')`;
  const { ownerRenewalId } = await askOwnerRenewal(world.as('anna'), {
    ownerId: 'own_renewed',
    reason: 'They rang',
  });
  const [open] = await listOwnerRenewals(world.as('marek'), connectedAccountId);
  const stepUpProofId = await prove('marek', 'owners.renew', open?.root ?? '');
  await makeRenewalLink(world.as('marek'), { ownerRenewalId, stepUpProofId });
}

async function loosen(): Promise<void> {
  const connectedAccountId = await world.account([1n]);
  const assess = async (facts: string): Promise<void> => {
    await world.sql.unsafe(
      `update connected_accounts set ${facts} where connected_account_id = '${connectedAccountId}'`,
    );
    await assessSegment(jobContext('assess-segments'), { connectedAccountId });
  };
  // Two stricter bands stand beside it on record, and take no proof.
  await assess(
    "country = 'US', merchant_category_code = '5651', created_at_stripe = now() - interval '2 years'",
  );
  await assess("merchant_category_code = '4722', created_at_stripe = now() - interval '3 days'");
  await assess("merchant_category_code = '5651', created_at_stripe = now() - interval '2 years'");
  const view = await readSegment(world.as('ines'), connectedAccountId);
  await confirmLooserBand(world.as('ines'), {
    segmentProposalId: view?.proposal?.segmentProposalId ?? '',
    seenAssessmentId: view?.segmentAssessmentId ?? '',
    reason: 'Known for years',
    stepUpProofId: await prove('ines', 'segments.loosen', view?.proposal?.root ?? ''),
  });
}

async function startBulk(): Promise<void> {
  const { payoutRequestId } = await world.ask();
  const { bulkDecisionId } = await askBulkDecision(world.as('ines'), {
    decision: 'approve',
    payoutRequestIds: [payoutRequestId],
  });
  const { root } = await readBulkDecision(world.as('ines'), bulkDecisionId);
  if (root === null) throw new Error('not looked at');
  const stepUpProofId = await prove('ines', 'payouts.approve', root);
  await startBulkDecision(world.as('ines'), { bulkDecisionId, root, stepUpProofId });
}

beforeAll(async () => {
  world = await openReviewWorld();
  await world.approve('ines', (await world.ask()).payoutRequestId);
  await startBulk();
  await releaseHold();
  await pressAndRelease();
  await renew();
  await recogniseForgotten(world, prove);
  await cancelForgotten(world, prove);
  await unlock();
  await unlockAlone();
  await publish();
  await publishRules();
  await publishRecipe();
  await promoteModel();
  await rejectAccount();
  await letOwnerInToAccount();
  await renewOwner();
  await loosen();
  await changePeople();
  await vouch();
  bundle = await bundleText();
});
afterAll(() => world.close());

it('every kind of act that takes a proof is on record with it, and holds', async () => {
  expect(await verifyBundle(bundle)).toEqual({
    signed: 25,
    unknownKeys: 0,
    // The passkeys of the three who act here were confirmed with codes.
    byCode: 3,
    fault: null,
    kinds: {
      approvals: 1,
      'bulk decisions': 1,
      'releases of holds': 1,
      presses: 2,
      'releases of kill switches': 1,
      'confirmed absences': 1,
      'payouts written down as a request’s own': 1,
      'cancellations of forgotten payouts': 1,
      'unlocks of dispatch': 2,
      'published policies': 1,
      'published rules of risk': 1,
      'published recipes of forests': 1,
      'promoted models': 1,
      'rejections of accounts': 1,
      'links to other passwords of owners': 1,
      'owners let in to accounts that were there': 1,
      'looser bands': 1,
      'changes of roles': 1,
      'people let in again': 1,
      'changes of administrators': 1,
      'words for people': 1,
      'confirmed factors': 4,
      'factors taken away': 1,
    },
  });
});

/** For each act the one word that would make another act of it. */
const OTHERWISE: Record<string, Forgery> = {
  'payout_request.approve': ({ record }) => (record.subject = 'prq_other'),
  'bulk_decision.start': ({ after }) => (after['root'] = '0'.repeat(64)),
  'hold.release': ({ record }) => (record.subject = 'hld_other'),
  'kill_switch.press': ({ after }) => (after['typedScopeValue'] = 'de'),
  'kill_switch.press_again': ({ after }) => (after['reason'] = 'Lunch'),
  'kill_switch.release': ({ before }) => (before['askedBy'] = 'opr_anna'),
  'payout_request.renew': ({ before }) => (before['payoutAttemptId'] = 'pat_other'),
  'payout_request.recognise': ({ after }) => (after['payoutId'] = 'po_other'),
  'payout_request.cancel_forgotten': ({ after }) => (after['payoutId'] = 'po_other'),
  'payout_policy.publish': ({ after }) => (after['text'] = 'go'),
  'risk_rules.publish': ({ after }) => (after['text'] = 'flag +1 when account age < 4 days'),
  'risk_forest_recipe.publish': ({ after }) => (after['text'] = 'off'),
  'risk_model.promote': ({ record }) => (record.subject = 'rmd_other'),
  'account_rejection.confirm': ({ before }) => (before['act'] = 'unreject'),
  'owner.confirm_invitation': ({ before }) => (before['email'] = 'other@seller.example'),
  'owner_renewal.make_link': ({ before }) => (before['email'] = 'other@seller.example'),
  'segment.change_band': ({ after }) => (after['segmentProposalId'] = 'sgp_other'),
  'operator.role': ({ after }) => (after['toRole'] = 'administrator'),
  'operator.enable': ({ record }) => (record.subject = 'opr_other'),
  'operator_change.approved': ({ after }) => (after['requestedBy'] = 'opr_anna'),
  'operator.vouch': ({ after }) => (after['givers'] = 'opr_anna'),
  'step_up_factor.confirm': ({ after }) => (after['operatorId'] = 'opr_other'),
  'step_up_factor.remove': ({ before }) => (before['operatorId'] = 'opr_other'),
  'dispatch.unlock': ({ before }) => (before['lockedBecause'] = 'Nothing'),
};

type Proof = { purpose: string; assertion: Record<string, string> };
const proofOf = (after: Record<string, unknown>) => after['proof'] as Proof;

describe.each(Object.keys(PROVEN_ACTS))('a forged %s', (action) => {
  const fault = async (change: Forgery) => (await verifyBundle(forge(bundle, action, change))).fault;

  it('of something else was not confirmed', async () => {
    expect(await fault(OTHERWISE[action] ?? (() => undefined))).toContain('what was confirmed is not this');
  });

  it('by somebody else was not signed by them', async () => {
    expect(
      await fault(({ record }) => {
        record.actorId = 'opr_anna';
      }),
    ).toContain('not the one that was confirmed for its person');
  });

  it('with a proof for something else, another signature or none is named', async () => {
    expect(
      await fault(({ after }) => {
        proofOf(after).purpose = 'other';
      }),
    ).toContain('what was confirmed is for other');
    expect(
      await fault(({ after }) => {
        proofOf(after).assertion['nonce'] = 'AAAA';
      }),
    ).toContain('the signature is not over what was shown');
    expect(
      await fault(({ after }) => {
        delete after['proof'];
        delete after['stepUpProofId'];
      }),
    ).toMatch(/its proof is missing|it does not say/);
  });
});

it('the confirmed key is the one that was proven', async () => {
  const otherKey = forge(bundle, 'step_up_factor.confirm', ({ after }) => (after['publicKey'] = 'AAAA'));
  expect((await verifyBundle(otherKey)).fault).toContain('the confirmed hash is not of its key');
});

it('a looser band of before it took a proof is passed over; one by a job, about other facts, or named stricter than it is, is not', async () => {
  const fault = async (change: Forgery) =>
    (await verifyBundle(forge(bundle, 'segment.change_band', change))).fault;
  expect(
    await fault(({ after }) => {
      for (const part of ['inputs', 'inputsHash', 'effectsHash', 'proof'])
        Reflect.deleteProperty(after, part);
    }),
  ).toBeNull();
  expect(await fault(({ record }) => (record.actorKind = 'job'))).toContain('nobody agreed');
  expect(await fault(({ after }) => (after['inputs'] = '{}'))).toContain('not of its facts');
  expect(await fault(({ after }) => (after['band'] = 'loose'))).toContain('does not say what was confirmed');
  expect(await fault(({ before }) => (before['band'] = 'severe'))).toContain(
    'what was confirmed is not this',
  );
});

it('a factor of before it took a proof is passed over, and one’s own and the machine’s; a proof that was cut out is not', async () => {
  const fault = async (action: string, change: Forgery) =>
    (await verifyBundle(forge(bundle, action, change))).fault;
  const before: Forgery = ({ before: was, after }) => {
    for (const row of [was, after])
      for (const part of ['payloadHash', 'givers', 'proof']) Reflect.deleteProperty(row, part);
  };
  const ACTIONS = ['operator.vouch', 'step_up_factor.confirm', 'step_up_factor.remove'];
  for (const action of ACTIONS) expect(await fault(action, before)).toBeNull();
  expect(
    await fault('step_up_factor.confirm', ({ record, after }) => {
      record.actorKind = 'job';
      delete after['proof'];
    }),
  ).toBeNull();
  expect(
    await fault('step_up_factor.remove', ({ before: was, after }) => {
      was['operatorId'] = 'opr_noor';
      delete after['proof'];
    }),
  ).toBeNull();
  for (const action of ACTIONS)
    expect(
      await fault(action, ({ before: was, after }) => {
        for (const row of [was, after])
          for (const part of ['payloadHash', 'givers']) Reflect.deleteProperty(row, part);
      }),
    ).toMatch(/it does not say|was confirmed/);
});

it('what was changed of people before it took a proof is passed over', async () => {
  const old: Forgery = ({ after }) => {
    after['role'] = after['toRole'];
    delete after['toRole'];
    delete after['proof'];
  };
  for (const action of ['operator.role', 'operator.enable', 'operator_change.approved'])
    expect((await verifyBundle(forge(bundle, action, old))).fault).toBeNull();
});
