/** The press that keeps a payout, as its reviewer needs it. `at` is UTC, to the minute. */
export type Stop = {
  readonly killSwitchId: string;
  readonly scope: string;
  readonly scopeValue: string;
  readonly at: string;
  readonly by: string;
};

/** “whole platform, engaged 2026-11-22 14:02 UTC by Mira Novak; it stays until two people release that.” Pure. */
export function stopInWords({ scope, scopeValue, at, by }: Stop): string {
  return `${scopeInWords(scope, scopeValue)}, engaged ${at} UTC by ${by}; it stays until two people release that.`;
}

function scopeInWords(scope: string, value: string): string {
  switch (scope) {
    case 'connected_account':
      return 'this account';
    case 'currency':
      return `payouts in ${value.toUpperCase()}`;
    case 'country':
      return `accounts in ${value}`;
    case 'method':
      return `${value} payouts`;
    case 'risk_band':
      return value === 'severe' ? 'accounts of severe risk' : `accounts of ${value} risk or more`;
    default:
      return 'whole platform';
  }
}
