import type { Facts } from '../changes-in-words.ts';
import type { RejectionAct, TimelineItem } from '../types.ts';
import { REJECTION_REASONS } from './rejection-reasons.ts';

type Words = Pick<TimelineItem, 'tone' | 'title' | 'details'>;

/** `who`: whose act it was; `asked` and `agreed`: who asked and who agreed, each with the time. */
type About = {
  readonly who: string;
  readonly act: RejectionAct;
  readonly isTheirOwn: boolean;
  readonly asked: string;
  readonly agreed: string;
  /** For what, and what spoke for it. */
  readonly because: readonly string[];
  /** What the record says besides. */
  readonly after: Facts;
};

const TO = { reject: 'to reject the account', unreject: 'to let the account in again' } as const;
const THAT = {
  reject: 'that the account is rejected',
  unreject: 'that the account is let in again',
} as const;

/** By the record's action: what it did, in a few words and a colour, and by whom. */
const WORDS = {
  'account_rejection.ask': ({ who, act, because }) => ({
    tone: 'held',
    title: `${who} asked ${TO[act]}`,
    details: because,
  }),
  'account_rejection.confirm': ({ who, act, asked, because }) => ({
    tone: 'held',
    title: `${who} confirmed ${THAT[act]}`,
    details: [`Asked for by ${asked}.`, ...because],
  }),
  'account_rejection.decline': ({ who, act, isTheirOwn, asked, after }) => ({
    tone: undefined,
    title: isTheirOwn ? `${who} no longer asks ${TO[act]}` : `${who} declined ${TO[act]}`,
    details: [`Asked for by ${asked}.`, ...why('Why not', after['reason'])],
  }),
  'account_rejection.record': ({ act, asked, agreed, because, after }) => ({
    tone: act === 'reject' || after['outcome'] === 'refused' ? 'failed' : 'info',
    title:
      after['outcome'] === 'refused'
        ? `Stripe refused ${TO[act]}`
        : act === 'reject'
          ? 'Stripe shows the account as rejected'
          : 'Stripe shows the account as let in again',
    details: [
      `Asked for by ${asked}; confirmed by ${agreed}.`,
      ...because,
      ...(typeof after['problem'] === 'string' ? [after['problem']] : []),
    ],
  }),
} as const satisfies Record<string, (about: About) => Words>;

type RejectionAction = keyof typeof WORDS;

const isRejectionAction = (action: unknown): action is RejectionAction =>
  typeof action === 'string' && Object.hasOwn(WORDS, action);

/** Of the record, what is told of who rejects an account. That Stripe is told, and told again, is for the record alone. */
export const REJECTION_ACTIONS = Object.keys(WORDS).filter(isRejectionAction);

/** One row of the record about a rejection, or the end of one, with both people, for colleagues. Pure. */
export function rejectionMomentInWords(facts: Facts): Words {
  const { action, act, reasonCode } = facts;
  if (!isRejectionAction(action)) throw new Error(`no words for ${String(action)}`);
  const after = facts['after'];
  return WORDS[action]({
    who: textOr(facts['who'], 'A job'),
    act: act === 'unreject' ? 'unreject' : 'reject',
    isTheirOwn: facts['isTheirOwn'] === true,
    asked: person(facts['asker'], facts['askedAt']),
    agreed: person(facts['decider'], facts['decidedAt']),
    because: [
      ...(typeof reasonCode === 'string' && Object.hasOwn(REJECTION_REASONS, reasonCode)
        ? [`${REJECTION_REASONS[reasonCode as keyof typeof REJECTION_REASONS]}.`] // one of its keys
        : []),
      ...why('Why', facts['text']),
    ],
    after: typeof after === 'object' && after !== null ? (after as Facts) : {}, // plain JSON
  });
}

const why = (label: string, text: unknown): string[] =>
  typeof text === 'string' && text !== '' ? [`${label}: ${text}`] : [];

const person = (name: unknown, at: unknown): string =>
  typeof at === 'string' ? `${textOr(name, 'somebody')}, ${at}` : textOr(name, 'somebody');

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
