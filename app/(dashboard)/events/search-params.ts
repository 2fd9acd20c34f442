import { presentParams, readOneOf, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { ARRIVALS, STRIPE_EVENT_STATES, type StripeEventFilter } from '#lib/stripe-events/types.ts';

export type EventListRequest = {
  filter: StripeEventFilter;
  /** The parts of the address that were understood, for links. */
  params: Readonly<Record<string, string>>;
  /** What was not understood, in words. */
  notices: string[];
};

const EVENT_TYPE = /^[a-z0-9_]+(\.[a-z0-9_]+)+$/;
const STRIPE_ID = /^[a-z]+_[A-Za-z0-9_]+$/;

/** Reads the address of `/events`. Whatever it does not understand it leaves out and says so. */
export function readEventListRequest(raw: RawSearchParams): EventListRequest {
  const notices: string[] = [];
  const state = readOneOf(raw, 'state', STRIPE_EVENT_STATES, notices);
  const arrivedBy = readOneOf(raw, 'arrived_by', ARRIVALS, notices);
  const text = readParam(raw, 'q');
  const search = readSearch(text);
  if (text !== undefined && search === null) {
    notices.push(`“${text}” is no event type and no id of Stripe’s; it is left out.`);
  }
  return {
    filter: { state, arrivedBy, ...search },
    params: presentParams({
      state,
      arrived_by: arrivedBy,
      q: search === null ? undefined : text,
      size: readParam(raw, 'size'),
    }),
    notices,
  };
}

function readSearch(
  text: string | undefined,
): Pick<StripeEventFilter, 'type' | 'id' | 'connectedAccountId'> | null {
  if (text === undefined) return null;
  if (text === 'platform' || text.startsWith('acct_')) return { connectedAccountId: text };
  if (EVENT_TYPE.test(text)) return { type: text };
  return STRIPE_ID.test(text) ? { id: text } : null;
}
