import type { KillSwitchState, MoneyNotStopped, StepName, StepState } from '#lib/kill-switch/types.ts';

/** `scopeName` is what the one account is called that a press covers, where it has a name. */
type Scoped = { scope: string; scopeValue: string; scopeName: string | null; isDrill?: boolean };

/** What a press covers, as the beginning of a sentence. */
export function scopeInWords({ scope, scopeValue, scopeName, isDrill = false }: Scoped): string {
  if (isDrill) return 'Drill of a stop of all payouts';
  switch (scope) {
    case 'everything':
      return 'All payouts';
    case 'connected_account':
      return `Payouts of ${scopeName ?? scopeValue}`;
    case 'currency':
      return `Payouts in ${scopeValue.toUpperCase()}`;
    case 'country':
      return `Payouts of accounts in ${countryName(scopeValue)}`;
    case 'method':
      return scopeValue === 'instant' ? 'Instant payouts' : 'Standard payouts';
    case 'risk_band':
      return scopeValue === 'severe'
        ? 'Payouts of accounts of severe risk'
        : `Payouts of accounts of ${scopeValue} risk or more`;
    default:
      return 'All payouts, to be safe';
  }
}

const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

function countryName(code: string): string {
  return countries.of(code) ?? code;
}

export function stateInWords(state: KillSwitchState): string {
  const words: Record<KillSwitchState, string> = {
    engaging: 'Stopping',
    engaged: 'Stopped',
    release_asked: 'Stopped, release asked for',
    released: 'Released',
  };
  return words[state];
}

/** A duration as a person compares it: `84 ms`, `2.4 s`, `3 m 10 s`. */
export function durationInWords(ms: number): string {
  if (ms < 1_000) return `${String(Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${String(Math.floor(seconds / 60))} m ${String(seconds % 60)} s`;
}

/** A place on an even axis of time: `0`, `0.5 s`, `10 s`, `1 m 30 s`. */
export function axisInWords(seconds: number): string {
  const text = (count: number): string => String(Math.round(count * 10) / 10);
  if (seconds < 60) return seconds === 0 ? '0' : `${text(seconds)} s`;
  const rest = seconds % 60;
  return `${String(Math.floor(seconds / 60))} m${rest === 0 ? '' : ` ${text(rest)} s`}`;
}

export const STEP_WORDS: Record<StepName, string> = {
  lock: 'Automatic schedules off',
  cancel: 'Waiting payouts cancelled',
  read_back: 'Read back from Stripe',
};

export const STEP_STATE_WORDS: Record<StepState, string> = {
  waiting: 'waiting',
  done: 'done',
  failed: 'failed',
  not_possible: 'not possible',
  not_needed: 'needed nothing',
};

/** Why money counts as not stopped, as the end of a sentence. */
export function notStoppedBecause(why: MoneyNotStopped['why'], isReleased: boolean): string {
  const words: Record<MoneyNotStopped['why'], string> = {
    paid_by_itself: isReleased
      ? 'its schedule was switched on again, and still on when the switch was released.'
      : 'Stripe pays it out by itself, as last read.',
    not_told: isReleased
      ? 'Stripe never told, while the switch stood, that it paid nothing out by itself.'
      : 'Stripe has not told that it pays nothing out by itself, so nobody knows whether it stays.',
    not_yet: 'its schedule is being switched off, or has not been read back yet.',
  };
  return words[why];
}

/** Why a press was not taken, by the code in the page's address: an address can hold anybody's words. */
const REFUSALS: Record<string, string> = {
  reason: 'Say why, in a few words: whoever looks next has to know.',
  sure: 'Tick the box that you mean it, then press again.',
  connected_account:
    'Sluice has not seen a connected account with this id. Check the id, or stop everything.',
  currency: 'Type a currency by its three letters, such as EUR, or stop everything.',
  country:
    'Type the two letters of a country that connected accounts are in, such as DE, or stop everything.',
  method: 'Choose standard or instant payouts, or stop everything.',
  risk_band: 'Choose low, medium, high or severe risk, or stop everything.',
  code: 'This code is wrong or was used already. Nothing was stopped: type the newest one.',
  wait: 'Too many wrong codes. Nothing was stopped: wait half a minute, then type the newest one.',
  passkey: 'Your passkey did not sign this press. Nothing was stopped: press again, or type a code.',
  no_codes:
    'You have no one-time code that counts. Nothing was stopped: add one under Settings, or ask a colleague.',
};

export function refusalInWords(code: string): string {
  return REFUSALS[code] ?? 'The press was not understood. Nothing was stopped: try again.';
}
