import { presentParams, readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
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
  const oneOf = (name: string, known: readonly string[]): string | undefined => {
    const value = readParam(raw, name);
    if (value === undefined || known.includes(value)) return value;
    notices.push(`There is no ${name} “${value}”; it is left out.`);
    return undefined;
  };
  const lock = oneOf('lock', LOCK_STRENGTHS);
  const requirements = oneOf('requirements', REQUIREMENT_STATES);
  const payouts = oneOf('payouts', ['on', 'off']);
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
