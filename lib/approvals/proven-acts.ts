import { hash } from 'node:crypto';
import { z } from 'zod';
import type { AuditRecordText } from '../audit/canonical.ts';
import { parse, UNREADABLE, type Proven, type ProvenAct } from './proven-act.ts';
import type { StepUpPurpose } from './step-up/schemas.ts';
import { approvalLeaf, subjectLeaf } from './step-up/subject-tree.ts';

const approval = z.object({
  version: z.int(),
  payload: z.string(),
  payloadHash: z.string(),
  previewHash: z.string(),
});
const asked = z.object({ askedBy: z.string() });
const reason = z.object({ reason: z.string() });
const press = z.object({
  scope: z.string(),
  typedScopeValue: z.string(),
  cancelsPending: z.boolean(),
  reason: z.string(),
});
const pressBefore = z.object({ provenBy: z.string(), proof: z.undefined().optional() });
const renewed = z.object({ payoutAttemptId: z.string() });
const ofPayout = z.object({ payoutId: z.string() });
const published = z.object({ text: z.string() });
const promoted = z.object({ hash: z.string() });
const unlocked = z.object({ lockedAt: z.string(), lockedBecause: z.string(), askedBy: z.string() });
const rejection = z.object({
  act: z.string(),
  reasonCode: z.string().nullable(),
  askedBy: z.string(),
  reason: z.string(),
});
const owner = z.object({
  connectedAccountId: z.string(),
  email: z.string(),
  invitedBy: z.string(),
  reason: z.string(),
});
const renewal = z.object({
  ownerRenewalId: z.string(),
  connectedAccountId: z.string(),
  email: z.string(),
  askedBy: z.string(),
  reason: z.string(),
});
const changedBand = z.object({ band: z.string() });
const loosened = z.object({
  segmentProposalId: z.string(),
  inputs: z.string(),
  inputsHash: z.string(),
  effectsHash: z.string(),
});
const loosenedBefore = z.object({ inputsHash: z.undefined().optional(), proof: z.undefined().optional() });
const bulk = z.object({ decision: z.enum(['approve', 'reject']), root: z.string() });
const bulkBefore = z.object({ stepUpProofId: z.string(), proof: z.undefined().optional() });

/** `toRole` came with the proof: before, it was `role`. */
const changed = z.object({ change: z.enum(['role', 'disable', 'enable']), toRole: z.string() });
const changedFrom = z.object({ role: z.string() });
const changedBefore = z.object({ role: z.string(), proof: z.undefined().optional() });
const confirmed = z.object({
  operatorId: z.string(),
  kind: z.string(),
  payloadHash: z.string(),
  credentialId: z.string().optional(),
  publicKey: z.string().optional(),
});
const confirmedBefore = z.object({ payloadHash: z.undefined().optional(), proof: z.undefined().optional() });
const removed = z.object({
  operatorId: z.string(),
  kind: z.string(),
  state: z.string(),
  payloadHash: z.string(),
});
const removedBefore = z.object({ operatorId: z.string(), payloadHash: z.undefined().optional() });
const unproven = z.object({ proof: z.undefined().optional() });
const vouched = z.object({ givers: z.string() });
const vouchedBefore = z.object({ givers: z.undefined().optional(), proof: z.undefined().optional() });
const decided = z.object({ changeRequestId: z.string(), requestedBy: z.string() });

const released =
  (what: string) =>
  ({ subject, before, after }: AuditRecordText): Proven => {
    const who = asked.safeParse(parse(before));
    const why = reason.safeParse(parse(after));
    if (!who.success || !why.success) return UNREADABLE;
    return { leaf: subjectLeaf([what, subject, who.data.askedBy, why.data.reason]) };
  };

const ofForgotten = (purpose: StepUpPurpose, what: string, name: string): ProvenAct => ({
  purpose,
  name,
  proven: ({ subject, after }) => {
    const read = ofPayout.safeParse(parse(after));
    return read.success ? { leaf: subjectLeaf([what, subject, read.data.payoutId]) } : UNREADABLE;
  },
});

function pressed({ after }: AuditRecordText): Proven {
  const read = press.safeParse(parse(after));
  if (!read.success) return pressBefore.safeParse(parse(after)).success ? null : UNREADABLE;
  const { scope, typedScopeValue, cancelsPending, reason: why } = read.data;
  return { leaf: subjectLeaf([scope, typedScopeValue, cancelsPending ? 'cancel' : 'keep', why]) };
}

/** @param first what stands in the leaf before the person, as the record tells it */
const changedPerson =
  (first: (after: unknown) => readonly string[] | null) =>
  ({ subject, before, after }: AuditRecordText): Proven => {
    const was = changedFrom.safeParse(parse(before));
    const read = changed.safeParse(parse(after));
    const what = first(parse(after));
    if (!read.success) return changedBefore.safeParse(parse(after)).success ? null : UNREADABLE;
    if (!was.success || what === null) return UNREADABLE;
    return { leaf: subjectLeaf([...what, subject, read.data.change, was.data.role, read.data.toRole]) };
  };

const changedAlone = changedPerson(() => ['person']);

function confirmedFactor({ actorKind, subject, after }: AuditRecordText): Proven {
  // The first of all, whose word is that of the database's owner: nobody has anything to prove it with.
  if (actorKind === 'job') return null;
  const read = confirmed.safeParse(parse(after));
  if (!read.success) return confirmedBefore.safeParse(parse(after)).success ? null : UNREADABLE;
  const { operatorId, kind, payloadHash, credentialId, publicKey } = read.data;
  if (kind === 'passkey' && hash('sha256', `${credentialId ?? ''}\n${publicKey ?? ''}`) !== payloadHash)
    return { fault: 'the confirmed hash is not of its key' };
  return { leaf: subjectLeaf(['factor', subject, operatorId, kind, payloadHash]) };
}

function removedFactor({ actorId, subject, before, after }: AuditRecordText): Proven {
  const read = removed.safeParse(parse(before));
  if (!read.success) {
    const isOfBefore =
      removedBefore.safeParse(parse(before)).success && unproven.safeParse(parse(after) ?? {}).success;
    return isOfBefore ? null : UNREADABLE;
  }
  const { operatorId, kind, state, payloadHash } = read.data;
  // One's own, and one that never counted, is taken away without.
  if ((operatorId === actorId || state !== 'active') && unproven.safeParse(parse(after) ?? {}).success)
    return null;
  return { leaf: subjectLeaf(['removed factor', subject, operatorId, kind, payloadHash]) };
}

/** Least risk first, as `lib/connected-accounts/rules/bands.ts` has them: a bundle is checked by itself. */
const BANDS: readonly string[] = ['low', 'medium', 'high', 'severe'];

/** A stricter band counts at once and takes no proof. */
function loosenedBand({ actorKind, subject, before, after }: AuditRecordText): Proven {
  const [was, is] = [before, after].map((text) => changedBand.safeParse(parse(text)).data?.band ?? '');
  if (!BANDS.includes(was ?? '') || !BANDS.includes(is ?? '')) return UNREADABLE;
  if (BANDS.indexOf(is ?? '') >= BANDS.indexOf(was ?? '')) return null;
  if (actorKind !== 'operator') return { fault: 'nobody agreed to the looser band' };
  const read = loosened.safeParse(parse(after));
  if (!read.success) return loosenedBefore.safeParse(parse(after)).success ? null : UNREADABLE;
  const { segmentProposalId, inputs, inputsHash, effectsHash } = read.data;
  if (hash('sha256', inputs) !== inputsHash) return { fault: 'the agreed hash is not of its facts' };
  return {
    leaf: subjectLeaf([
      'looser band',
      segmentProposalId,
      subject,
      was ?? '',
      is ?? '',
      inputsHash,
      effectsHash,
    ]),
  };
}

const publishedText =
  (what: string): ProvenAct['proven'] =>
  ({ subject, after }) => {
    const read = published.safeParse(parse(after));
    return read.success ? { leaf: subjectLeaf([what, subject, hash('sha256', read.data.text)]) } : UNREADABLE;
  };

/** Every act of a person that the application takes with a proof alone. */
export const PROVEN_ACTS: Readonly<Record<string, ProvenAct>> = {
  'payout_request.approve': {
    purpose: 'payouts.approve',
    name: 'approvals',
    proven: ({ subject, after }) => {
      const read = approval.safeParse(parse(after));
      if (!read.success) return UNREADABLE;
      const { payload, ...shown } = read.data;
      if (hash('sha256', payload) !== shown.payloadHash)
        return { fault: 'the approved hash is not of its payload' };
      return { leaf: approvalLeaf({ ...shown, payoutRequestId: subject }) };
    },
  },
  'bulk_decision.start': {
    purpose: 'payouts.approve',
    name: 'bulk decisions',
    proven: ({ after }) => {
      const read = bulk.safeParse(parse(after));
      if (!read.success) return UNREADABLE;
      // A rejection moves nothing and needs no proof.
      if (read.data.decision === 'reject' || bulkBefore.safeParse(parse(after)).success) return null;
      return { leaf: read.data.root };
    },
  },
  'payout_request.renew': {
    purpose: 'payouts.renew',
    name: 'confirmed absences',
    proven: ({ subject, before }) => {
      const read = renewed.safeParse(parse(before));
      return read.success
        ? { leaf: subjectLeaf(['absence', subject, read.data.payoutAttemptId]) }
        : UNREADABLE;
    },
  },
  'payout_request.recognise': ofForgotten(
    'payouts.recognise',
    'forgotten',
    'payouts written down as a request’s own',
  ),
  'payout_request.cancel_forgotten': ofForgotten(
    'payouts.cancel_forgotten',
    'forgotten cancel',
    'cancellations of forgotten payouts',
  ),
  'hold.release': { purpose: 'holds.release', name: 'releases of holds', proven: released('hold') },
  'kill_switch.release': {
    purpose: 'kill_switch.release',
    name: 'releases of kill switches',
    proven: released('kill switch'),
  },
  'kill_switch.press': { purpose: 'kill_switch.engage', name: 'presses', proven: pressed },
  'kill_switch.press_again': { purpose: 'kill_switch.engage', name: 'presses', proven: pressed },
  'payout_policy.publish': {
    purpose: 'policies.publish',
    name: 'published policies',
    proven: publishedText('policy'),
  },
  'risk_rules.publish': {
    purpose: 'risk.publish',
    name: 'published rules of risk',
    proven: publishedText('risk rules'),
  },
  'risk_forest_recipe.publish': {
    purpose: 'risk.publish',
    name: 'published recipes of forests',
    proven: publishedText('risk forest recipe'),
  },
  'risk_model.promote': {
    purpose: 'risk.publish',
    name: 'promoted models',
    proven: ({ subject, after }) => {
      const read = promoted.safeParse(parse(after));
      return read.success ? { leaf: subjectLeaf(['risk model', subject, read.data.hash]) } : UNREADABLE;
    },
  },
  'account_rejection.confirm': {
    purpose: 'connected_accounts.reject',
    name: 'rejections of accounts',
    proven: ({ subject, before }) => {
      const read = rejection.safeParse(parse(before));
      if (!read.success) return UNREADABLE;
      const { act, reasonCode, askedBy, reason: why } = read.data;
      return { leaf: subjectLeaf(['account', subject, act, reasonCode ?? '', askedBy, why]) };
    },
  },
  'owner.confirm_invitation': {
    purpose: 'owners.invite',
    name: 'owners let in to accounts that were there',
    proven: ({ subject, before }) => {
      const read = owner.safeParse(parse(before));
      if (!read.success) return UNREADABLE;
      const { connectedAccountId, email, invitedBy, reason: why } = read.data;
      return { leaf: subjectLeaf(['owner', subject, connectedAccountId, email, invitedBy, why]) };
    },
  },
  'owner_renewal.make_link': {
    purpose: 'owners.renew',
    name: 'links to other passwords of owners',
    proven: ({ subject, before }) => {
      const read = renewal.safeParse(parse(before));
      if (!read.success) return UNREADABLE;
      const { ownerRenewalId, connectedAccountId, email, askedBy, reason: why } = read.data;
      return {
        leaf: subjectLeaf([
          'owner renewal',
          ownerRenewalId,
          subject,
          connectedAccountId,
          email,
          askedBy,
          why,
        ]),
      };
    },
  },
  'segment.change_band': { purpose: 'segments.loosen', name: 'looser bands', proven: loosenedBand },
  'operator.role': { purpose: 'people.change', name: 'changes of roles', proven: changedAlone },
  'operator.enable': { purpose: 'people.change', name: 'people let in again', proven: changedAlone },
  'operator_change.approved': {
    purpose: 'people.change',
    name: 'changes of administrators',
    proven: changedPerson((after) => {
      const read = decided.safeParse(after);
      return read.success
        ? ['change of an administrator', read.data.changeRequestId, read.data.requestedBy]
        : null;
    }),
  },
  'operator.vouch': {
    purpose: 'people.vouch',
    name: 'words for people',
    proven: ({ subject, after }) => {
      const read = vouched.safeParse(parse(after));
      if (!read.success) return vouchedBefore.safeParse(parse(after)).success ? null : UNREADABLE;
      return { leaf: subjectLeaf(['word for a person', subject, read.data.givers]) };
    },
  },
  'step_up_factor.confirm': {
    purpose: 'factors.confirm',
    name: 'confirmed factors',
    proven: confirmedFactor,
  },
  'step_up_factor.remove': { purpose: 'factors.remove', name: 'factors taken away', proven: removedFactor },
  'dispatch.unlock': {
    purpose: 'dispatch.unlock',
    name: 'unlocks of dispatch',
    proven: ({ actorKind, before }) => {
      // Before migration 0081 the reading of Stripe's lists ended it, too, which was nobody's word.
      if (actorKind === 'job') return null;
      const read = unlocked.safeParse(parse(before));
      if (!read.success) return UNREADABLE;
      const { lockedAt, askedBy, lockedBecause } = read.data;
      return { leaf: subjectLeaf(['dispatch', lockedAt, askedBy, lockedBecause]) };
    },
  },
};
