import { counted } from '../counted.ts';
import type { Facts } from './changes-in-words.ts';
import type { TimelineItem } from './types.ts';

type Words = Pick<TimelineItem, 'tone' | 'title' | 'details'>;

/** `who`: a colleague; `isAgain`: the owner signs in for the account already. */
type About = { who: string; name: string; isAgain: boolean };

/** By the record's action: what it did, in a few words and a colour. */
const OWNER_WORDS = {
  'seller.invite': ({ who, name }) => ({ tone: undefined, title: `${who} invited ${name} to sell` }),
  'owner.invite': ({ who, name }) => ({ tone: undefined, title: `${who} asked for an owner: ${name}` }),
  'owner.confirm_invitation': ({ who, name }) => ({
    tone: undefined,
    title: `${who} confirmed ${name} as an owner`,
  }),
  'seller_link.make': ({ who, name, isAgain }) =>
    isAgain
      ? { tone: 'held', title: `${who} made a link to another password for ${name}` }
      : { tone: undefined, title: `${who} made the link that lets ${name} in` },
  'seller_invitation.revoke': ({ who, name }) => ({
    tone: undefined,
    title: `${who} took the invitation of ${name} back`,
  }),
  'seller_invitation.accept': ({ name }) => ({
    tone: 'info',
    title: `${name} accepted, and signs in for the account`,
  }),
  'owner_renewal.ask': ({ who, name }) => ({
    tone: 'held',
    title: `${who} asked for a link to another password for ${name}`,
  }),
  'owner_renewal.make_link': ({ who, name }) => ({
    tone: 'held',
    title: `${who} made a link to another password for ${name}`,
  }),
  'owner_renewal.take_back': ({ who, name }) => ({
    tone: undefined,
    title: `${who} took the link to another password of ${name} back`,
  }),
  'owner_password.renew': ({ name }) => ({ tone: 'held', title: `${name} chose another password by a link` }),
  'owner.shut_out': ({ who, name }) => ({ tone: 'failed', title: `${who} shut ${name} out` }),
  'owner.let_in': ({ who, name }) => ({ tone: 'info', title: `${who} let ${name} in again` }),
} as const satisfies Record<string, (about: About) => Pick<Words, 'tone' | 'title'>>;

type OwnerAction = keyof typeof OWNER_WORDS;

const isOwnerAction = (action: unknown): action is OwnerAction =>
  typeof action === 'string' && Object.hasOwn(OWNER_WORDS, action);

/** Of the record, what is told of who signs in for an account. */
export const OWNER_ACTIONS = Object.keys(OWNER_WORDS).filter(isOwnerAction);

/** One row of the record about an owner or their invitation, for colleagues. Pure. */
export function ownerMomentInWords(facts: Facts): Words {
  const { action, after } = facts;
  if (!isOwnerAction(action)) throw new Error(`no words for ${String(action)}`);
  const said: Facts = typeof after === 'object' && after !== null ? (after as Facts) : {}; // plain JSON
  const { reason, sessionsEnded } = said;
  const about: About = {
    who: textOr(facts['who'], 'A job'),
    name: textOr(facts['name'], 'somebody'),
    isAgain: facts['isAccepted'] === true,
  };
  return {
    ...OWNER_WORDS[action](about),
    details: [
      textOr(facts['email'], 'No address'),
      ...(typeof reason === 'string' ? [`Why: ${reason}`] : []),
      ...(typeof sessionsEnded === 'number' && sessionsEnded > 0
        ? [`It ended ${counted(sessionsEnded, 'session')}.`]
        : []),
    ],
  };
}

/** By what ended: nobody did what comes next within a week. */
const END_TITLES: Readonly<Record<string, (name: string) => string>> = {
  not_confirmed: (name) => `Nobody confirmed ${name} as an owner within a week: asking for them ended`,
  not_linked: (name) => `Nobody made the link for ${name} within a week: what two people agreed on ended`,
  link: (name) => `The link that lets ${name} in expired`,
  renewal_not_linked: (name) => `Nobody made the link to another password for ${name} within a week`,
  renewal_link: (name) => `The link to another password for ${name} expired`,
};

/** What was begun for an owner and ended by time alone, for colleagues. Pure. */
export function ownerEndInWords({ what, name, email }: Facts): Words {
  const title = END_TITLES[textOr(what, '')];
  if (title === undefined) throw new Error(`no words for the end of ${String(what)}`);
  return { tone: undefined, title: title(textOr(name, 'somebody')), details: [textOr(email, 'No address')] };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
