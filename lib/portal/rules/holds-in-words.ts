import { withoutTheRest } from '../../holds/rules/owner-text.ts';
import {
  CLOSED,
  inCurrency,
  isPaidByStripe,
  STOPPED,
  whyItWaits,
  type Rhythm,
  type Stays,
} from './owner-words.ts';
import type { AskingFacts } from './why-not-ask.ts';

/** An open hold, as an owner may see it. @property currency three letters; null for all, and of a payout's own */
export type OwnHold = {
  readonly payoutRequestId: string | null;
  readonly currency: string | null;
  readonly keepsPercent: number;
  readonly ownerText: string;
};

/** What was asked for and has not left. @property currency three letters */
export type OwnRequest = {
  readonly payoutRequestId: string;
  readonly state: string;
  readonly currency: string;
  readonly isWaiting: boolean;
};

/** The state of an account, by which its holds are told. */
export type Told = { readonly facts: AskingFacts; readonly rhythm: Rhythm };

/** It is of no single payout. */
export const ofAccount = ({ payoutRequestId }: OwnHold): boolean => payoutRequestId === null;

/** How an account stands for its owner. @param account its mirror of Stripe's @param holds all its open ones. Pure. */
export function toldOf(
  facts: AskingFacts,
  account: { readonly payoutsEnabled: boolean; readonly payoutInterval: string | null },
  holds: readonly OwnHold[],
): Told {
  return {
    facts,
    rhythm: {
      isOver: facts.isClosed || facts.isDisconnected,
      isNew: facts.isNew,
      payoutsEnabled: account.payoutsEnabled,
      isPaidByRequest: facts.isPaidByRequest,
      startsBy: facts.startsBy,
      interval: account.payoutInterval,
      stays: staysOf(facts, holds.filter(ofAccount)),
    },
  };
}

/** What an account's holds, stops and reserve keep of it. @param kept holds of no single payout */
function staysOf(facts: AskingFacts, kept: readonly OwnHold[]): Stays {
  const whole = kept.filter(({ keepsPercent }) => keepsPercent === 100);
  return {
    isEverything: facts.isStopped || facts.isClosed || whole.some(({ currency: code }) => code === null),
    currencies: [
      ...new Set([...facts.stoppedCurrencies, ...whole.flatMap(({ currency: code }) => code ?? [])]),
    ].sort(),
    isPart: whole.length < kept.length || facts.reserve !== null,
  };
}

/** Why money stays beyond single payouts: each reason once, and none of ours where it is not what keeps the money. @param kept holds of no single payout. Pure. */
export function staysBecause(account: Told, kept: readonly OwnHold[]): string[] {
  const { reserve } = account.facts;
  return (
    inTheirPlace(account) ?? [
      ...new Set([
        ...stopTexts(account.facts, null),
        // What keeps everything comes first.
        ...kept
          .toSorted((one, other) => other.keepsPercent - one.keepsPercent)
          .map((hold) => textOf(account.rhythm, hold)),
        ...(reserve === null ? [] : [reserve]),
      ]),
    ]
  );
}

/** Why one payout has not left. Pure. */
export function whyRequestWaits({ facts }: Told, request: OwnRequest, holds: readonly OwnHold[]): string[] {
  return whyItWaits({ ...stateOf(facts), ...request, holdTexts: textsOver(facts, request, holds) });
}

/** Of holds and stops, what covers one payout. Pure. */
export function textsOver(facts: AskingFacts, request: OwnRequest, holds: readonly OwnHold[]): string[] {
  return [
    ...stopTexts(facts, request.currency),
    ...holds.filter((hold) => covers(hold, request)).map(textOverRequest),
  ];
}

/**
 * What of all that stands on an owner's page stands there for this one hold: as `staysBecause` and `whyRequestWaits` say it, and nothing
 * where they say nothing of it. Pure.
 */
export function holdInWords(account: Told, hold: OwnHold, requests: readonly OwnRequest[]): string[] {
  const { facts, rhythm } = account;
  // Not that Stripe pays nothing now, which is so without the hold.
  const beside = requests
    .filter((request) => covers(hold, request))
    .flatMap((request) =>
      whyItWaits({ ...stateOf(facts), ...request, payoutsEnabled: true, holdTexts: [textOverRequest(hold)] }),
    );
  if (hold.payoutRequestId !== null) return beside;
  if (facts.isDisconnected || !isPaidByStripe(rhythm)) return inTheirPlace(account) ?? [textOf(rhythm, hold)];
  // Whom Stripe pays by itself is told of it only where payouts are asked for all the same.
  const isAskable = facts.isOnRequest && !facts.isClosed && !facts.isStopped;
  return [...new Set([...(isAskable ? [textOverRequest(hold)] : []), ...beside])];
}

const stateOf = ({ isDisconnected, isClosed, payoutsEnabled }: AskingFacts) => ({
  isDisconnected,
  isClosed,
  payoutsEnabled,
});

/** What is said in place of every reason of ours; null where each is said. */
function inTheirPlace({ facts, rhythm }: Told): string[] | null {
  if (facts.isDisconnected || isPaidByStripe(rhythm)) return [];
  return facts.isClosed ? [CLOSED] : null;
}

/** Of the whole account. That the rest is paid out as usual is said only where it is. */
function textOf({ payoutsEnabled, stays }: Rhythm, { currency: code, ownerText }: OwnHold): string {
  const isUsual = payoutsEnabled && !stays.isEverything && stays.currencies.length === 0;
  return inCurrency(code, isUsual ? ownerText : withoutTheRest(ownerText));
}

/** Beside one payout: its own hold names no currency. */
const textOverRequest = ({ payoutRequestId, currency, ownerText }: OwnHold): string =>
  inCurrency(payoutRequestId === null ? currency : null, ownerText);

/** Whether it keeps this payout: as its own, or as everything in its currency. */
function covers(hold: OwnHold, request: Pick<OwnRequest, 'payoutRequestId' | 'currency'>): boolean {
  if (hold.payoutRequestId !== null) return hold.payoutRequestId === request.payoutRequestId;
  return hold.keepsPercent === 100 && (hold.currency ?? request.currency) === request.currency;
}

/** @param code of one payout, three letters; null for the whole account */
function stopTexts(facts: AskingFacts, code: string | null): string[] {
  if (facts.isStopped) return [STOPPED];
  return facts.stoppedCurrencies
    .filter((one) => code === null || one === code)
    .map((one) => inCurrency(one, STOPPED));
}
