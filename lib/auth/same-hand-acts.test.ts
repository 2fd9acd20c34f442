import { afterAll, beforeAll, expect, it } from 'vitest';
import { assessSegment } from '../connected-accounts/segments/assess-segment.ts';
import { confirmLooserBand } from '../connected-accounts/segments/confirm-looser-band.ts';
import { readSegment } from '../connected-accounts/segments/queries.ts';
import { jobContext, type Context } from '../context.ts';
import { askDispatchUnlock } from '../payouts/dispatch/ask-dispatch-unlock.ts';
import { confirmDispatchUnlock } from '../payouts/dispatch/confirm-dispatch-unlock.ts';
import { draftPayoutPolicy } from '../payouts/policy/draft-payout-policy.ts';
import { publishPayoutPolicy } from '../payouts/policy/publish-payout-policy.ts';
import { textHash } from '../text-hash.ts';
import { openPayoutWorld, type PayoutWorld } from '../payouts/requests/payout-world.fixture.ts';
import { promoteRiskModel } from '../risk/registry/promote-risk-model.ts';
import { draftForestRecipe } from '../risk/forests/draft-forest-recipe.ts';
import { publishForestRecipe } from '../risk/forests/publish-forest-recipe.ts';
import { draftRiskRules } from '../risk/rule-versions/draft-risk-rules.ts';
import { publishRiskRules } from '../risk/rule-versions/publish-risk-rules.ts';

/* The second half of each act, in the verb's own words and before a proof is spent: the database's refusal is for whoever forgets. */

let world: PayoutWorld;
beforeAll(async () => {
  world = await openPayoutWorld();
  await world.sql`
    insert into operators (operator_id, email, name, role) values ('opr_eve', 'eve@example.com', 'Eve Holt', 'administrator')`;
  await world.sql`
    insert into operator_invitations (token_hash, operator_id, created_by, expires_at, used_at)
    values ('t', 'opr_eve', 'opr_marek', now() + interval '1 day', now())`;
});
afterAll(() => world.close());

/** No proof: whoever comes as far as that is refused for it. */
const stepUpProofId = 'stp_none';

type SecondHalf = (by: Context) => Promise<unknown>;

/** The first half by Eve. @returns the second, for whoever tries it */
const ACTS: Record<string, { step: string; begin: (eve: Context) => Promise<SecondHalf> }> = {
  'a policy of payouts': {
    step: 'Another administrator must publish this draft.',
    begin: async (eve) => {
      const text = 'hold for 2 approvals';
      const { versionId } = await draftPayoutPolicy(eve, { text, seenHash: null });
      return (by) => publishPayoutPolicy(by, { versionId, seenHash: textHash(text), stepUpProofId });
    },
  },
  'rules of risk': {
    step: 'Another administrator must publish this draft.',
    begin: async (eve) => {
      const text = 'flag +1 when account age < 3 days';
      const { versionId } = await draftRiskRules(eve, { text, seenHash: null });
      return (by) => publishRiskRules(by, { versionId, seenHash: textHash(text), stepUpProofId });
    },
  },
  'a recipe of forests': {
    step: 'Another administrator must publish this draft.',
    begin: async (eve) => {
      const { versionId } = await draftForestRecipe(eve, { text: 'off', seenHash: null });
      return (by) => publishForestRecipe(by, { versionId, seenHash: textHash('off'), stepUpProofId });
    },
  },
  'a model of risk': {
    step: 'Another administrator must promote this model.',
    begin: async () => {
      const hash = textHash('x');
      await world.tamper(`insert into risk_models (risk_model_id, version, state, kind, text, hash, seed, features, data_from, data_to,
          label_cutoff, rows, positives, metrics, trained_by, asked_by, asked_at)
        values ('rmd_1', 1, 'asked', 'logistic', 'x', '${hash}', 1, '[]', now(), now(), now(), 10, 2, '{}', 'x', 'opr_eve', now())`);
      return (by) => promoteRiskModel(by, { riskModelId: 'rmd_1', hash, stepUpProofId });
    },
  },
  'a looser band': {
    step: 'Somebody else must agree to a looser band.',
    begin: async (eve) => {
      const connectedAccountId = await world.account([10_00n]);
      const change = (set: string) =>
        world.sql.unsafe(
          `update connected_accounts set ${set} where connected_account_id = '${connectedAccountId}'`,
        );
      const assess = () => assessSegment(jobContext('assess-segments'), { connectedAccountId });
      await change(
        "country = 'KW', merchant_category_code = '4722', created_at_stripe = now(), disabled_reason = 'x'",
      );
      await assess();
      await change(
        "country = 'US', merchant_category_code = '5651', created_at_stripe = now() - interval '2 years', disabled_reason = null",
      );
      await assess();
      await world.tamper("update segment_proposals set proposed_by = 'opr_eve'");
      const view = await readSegment(eve, connectedAccountId);
      const asked = {
        segmentProposalId: view?.proposal?.segmentProposalId ?? '',
        seenAssessmentId: view?.segmentAssessmentId ?? '',
        reason: 'Known for years',
        stepUpProofId,
      };
      return (by) => confirmLooserBand(by, asked);
    },
  },
  'the end of the dispatch lock': {
    step: 'Somebody else must end the lock.',
    begin: async (eve) => {
      await world.sql`update dispatch_control set locked_at = clock_timestamp() - interval '15 minutes', locked_because = 'A backup was put back'`;
      await askDispatchUnlock(eve, { reason: 'Read by hand' });
      return (by) => confirmDispatchUnlock(by, { stepUpProofId });
    },
  },
};

it.each(Object.entries(ACTS))('%s: whoever gave Eve her link is told so', async (_act, { step, begin }) => {
  const secondHalf = await begin(world.as('eve', 'administrator'));
  const said = await secondHalf(world.as('marek')).catch(String);
  expect(said).toContain(
    `You gave Eve Holt their link to sign in, and no other administrator has vouched for Eve Holt since, so you two count as one. ${step}`,
  );
  const other = await secondHalf(world.as('noor')).catch(String);
  expect(String(other)).not.toContain('count as one');
});
