import { presentParams, readOneOf, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import {
  LOCK_STRENGTHS,
  REQUIREMENT_STATES,
  type ConnectedAccountFilter,
} from '#lib/connected-accounts/types.ts';

/** Reads the address of `/connected-accounts`. Whatever it does not understand it leaves out and says so. */
export function readConnectedAccountListRequest(raw: RawSearchParams): {
  filter: ConnectedAccountFilter;
  params: Readonly<Record<string, string>>;
  notices: string[];
} {
  const notices: string[] = [];
  const lock = readOneOf(raw, 'lock', LOCK_STRENGTHS, notices);
  const requirements = readOneOf(raw, 'requirements', REQUIREMENT_STATES, notices);
  const payouts = readOneOf(raw, 'payouts', ['on', 'off'], notices);
  const country = readParam(raw, 'country')?.toUpperCase();
  const q = readParam(raw, 'q');
  return {
    filter: {
      lockStrength: lock,
      requirementState: requirements,
      payoutsEnabled: payouts === undefined ? undefined : payouts === 'on',
      country,
      text: q,
    },
    params: presentParams({ lock, requirements, payouts, country, q, size: readParam(raw, 'size') }),
    notices,
  };
}
