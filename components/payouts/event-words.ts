import type { RequestAttempt, RequestEvent } from '#lib/payouts/types.ts';

/** Of an event, with the attempt that it is about: `attempt no. 2`. */
type Told = RequestEvent & { readonly no: string };

const SENTENCES: Readonly<Record<string, (event: Told) => string>> = {
  'payout_request.propose': ({ by }) =>
    by === SLUICE ? 'Sluice asked for it, by the account’s schedule' : `${by} asked for it`,
  'payout_request.amend': ({ by }) => `${by} changed it: earlier decisions are void`,
  'payout_request.lower': ({ by }) => `${by} lets only a part of it leave: earlier decisions are void`,
  'payout_request.reopen': ({ by }) => `${by} opened it again`,
  'payout_request.take_over_review': ({ by }) => `${by} took it over from whoever had it open`,
  'payout_request.approve': ({ by, approvals }) =>
    `${by} approved it${approvals === null ? '' : `, ${approvals}`}`,
  'payout_request.undo_approval': ({ by }) => `${by} took back their approval`,
  'payout_request.approval_lost': ({ about, because }) =>
    `${approvalOf(about)} counts no more${because === null || because === '' ? '' : `: ${because}`}`,
  'payout_request.fall_back': ({ about, because }) =>
    `It went back to people${about === null ? '' : `, for ${approvalOf(about)} counts no more`}${because === null || because === '' ? '' : `: ${because}`}`,
  'payout_request.reject': ({ by }) => `${by} rejected it`,
  'payout_request.cancel': ({ by, payoutId }) =>
    `${by} cancelled it${payoutId === null ? '' : `: ${payoutId}, which Stripe had for it already, stays`}`,
  'payout_request.renew': ({ by }) =>
    `${by} confirmed that Stripe never made a payout of it: it leaves again, under a new key`,
  'payout_request.recognise': ({ by, payoutId }) =>
    `${by} said that ${payoutId ?? 'a payout'}, which Stripe had already, is the one of this request: nothing was sent`,
  'payout_request.cancel_forgotten': ({ by, payoutId }) =>
    `${by} asked to have ${payoutId ?? 'a payout'} cancelled at Stripe, which this database had forgotten`,
  'payout_request.send': ({ payoutId }) => `Stripe has it${payoutId === null ? '' : ` as ${payoutId}`}`,
  'payout_request.return': ({ payoutId }) =>
    `Its money came back: ${payoutId ?? 'Stripe’s payout'} failed or was cancelled`,
  'payout_request.settle': ({ payoutId }) =>
    `It is paid for good: no bank sends ${payoutId ?? 'it'} back any more`,
  'bulk_decision.pass_over': ({ by }) => `It was passed over when ${by} decided many together`,
  // What came of it stands where it came, after what was asked.
  'payout_attempt.claim': ({ by, no }) => `${by} took it to send it, ${no}`,
  'payout_attempt.take_over': ({ by, no }) =>
    `${by} went on with ${no}, whose worker had stopped or waited for Stripe`,
  'payout_attempt.read_again': ({ by, no }) =>
    `${by} read Stripe’s list before the call of ${no}: it had no payout of it`,
  'payout_attempt.call': ({ by, no, call }) =>
    call !== null && call > 1
      ? `${by} asked Stripe for it again with the same key, ${no}, call ${String(call)}`
      : `${by} asked Stripe for it, ${no}`,
  'payout_attempt.abandon': ({ by, no, because }) =>
    `${by} gave up ${no} before Stripe was asked${because === null ? '' : `: ${because}`}`,
  'payout_attempt.claimed': ({ no }) =>
    `Stripe turned away the call of ${no} and did nothing: it is asked again with the same key`,
  'payout_attempt.refused': ({ no }) => `Stripe refused it, ${no}`,
  'payout_attempt.unknown': ({ no, because }) =>
    `What Stripe did with ${no} is not known${because === null ? '' : `, for ${because}`}: it is looked for in Stripe’s list`,
  'payout_attempt.absent': ({ no }) =>
    `Stripe’s list proves that ${no} made no payout: a person says whether it is sent again`,
};

const SLUICE = 'Sluice';

/**
 * One step of a request's story as a sentence: who did what, for what, and what came of it. A step without words of its own is said by its
 * name on record. @param attempts of the request
 */
export function eventWords(event: RequestEvent, attempts: readonly RequestAttempt[]): string {
  const attempt = attempts.find(({ payoutAttemptId }) => payoutAttemptId === event.payoutAttemptId) ?? null;
  const no = attempt === null ? 'an attempt' : `attempt no. ${String(attempt.attemptNumber)}`;
  const sentence = SENTENCES[event.action];
  if (sentence !== undefined) return sentence({ ...event, no });
  return `${capital(event.action.replace(/^[a-z_]+\./, '').replaceAll('_', ' '))}, by ${event.by}`;
}

const approvalOf = (name: string | null): string => (name === null ? 'An approval' : `${name}’s approval`);

const capital = (words: string): string => words.slice(0, 1).toUpperCase() + words.slice(1);
