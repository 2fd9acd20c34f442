import { createHmac, randomBytes } from 'node:crypto';
import { now } from '../clock.ts';
import type { EndpointKind } from './refusals.ts';

/** A signing secret that nobody has used. */
export const secret = (): string => `whsec_${randomBytes(24).toString('hex')}`;
/** Of both endpoints; the first one's is being rotated. */
export const SECRETS = { account: [secret(), secret()], connect: [secret()] } as const;
const seconds = (): number => Math.floor(now().getTime() / 1000);

let serial = 0;
/** An event of the platform's own account, with an id that no other has. */
export function eventBody(overrides: Record<string, unknown> = {}): string {
  serial += 1;
  return JSON.stringify({
    id: `evt_test${String(serial)}`,
    object: 'event',
    type: 'payout.paid',
    created: seconds(),
    livemode: false,
    api_version: '2026-10-28.endive',
    data: { object: { id: 'po_1', object: 'payout', note: 'ünïcode \u2028 "quoted" \\ {braces}' } },
    ...overrides,
  });
}

/** Signed by hand and not by the SDK, so that a mistake shared with the verifier cannot hide. */
export function sign(body: string | Buffer, key: string, timestamp = seconds()): string {
  const signature = createHmac('sha256', key)
    .update(`${String(timestamp)}.`)
    .update(body)
    .digest('hex');
  return `t=${String(timestamp)},v1=${signature}`;
}

const [key] = SECRETS.account;
const [connectKey] = SECRETS.connect;
/** The same of a connected account. */
export const connected = (overrides: Record<string, unknown> = {}): string =>
  eventBody({ account: 'acct_1', ...overrides });

/** Each returns what a forger, a broken proxy or a wrong configuration would send. */
export const FORGERIES: Record<
  string,
  [code: string, kind: EndpointKind, make: () => [string | Buffer, string | string[] | undefined]]
> = {
  'no signature header': ['signature_missing', 'account', () => [eventBody(), undefined]],
  'a garbled signature header': [
    'signature_malformed',
    'account',
    () => [eventBody(), 'v1=zzzz;t=yesterday'],
  ],
  'two signature headers, one of them right': [
    'signature_malformed',
    'account',
    () => {
      const body = eventBody();
      return [body, [sign(body, key), `t=${String(seconds())},v1=${'0'.repeat(64)}`]];
    },
  ],
  'a signature under an unknown secret': [
    'signature_mismatch',
    'account',
    () => {
      const body = eventBody();
      return [body, sign(body, secret())];
    },
  ],
  'the other endpoint’s secret': [
    'signature_mismatch',
    'account',
    () => {
      const body = eventBody();
      return [body, sign(body, connectKey)];
    },
  ],
  'one byte changed after signing': [
    'signature_mismatch',
    'account',
    () => {
      const body = eventBody();
      return [body.replace('po_1', 'po_2'), sign(body, key)];
    },
  ],
  'the body written anew, equal as JSON': [
    'signature_mismatch',
    'account',
    () => {
      const body = eventBody();
      return [JSON.stringify(JSON.parse(body), null, 1), sign(body, key)];
    },
  ],
  'a byte order mark before the signed body': [
    'signature_mismatch',
    'account',
    () => {
      const body = eventBody();
      return [Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(body)]), sign(body, key)];
    },
  ],
  'a signature 301 seconds old': [
    'timestamp_too_old',
    'account',
    () => {
      const body = eventBody();
      return [body, sign(body, key, seconds() - 301)];
    },
  ],
  'a signature from the future': [
    'timestamp_in_future',
    'account',
    () => {
      const body = eventBody();
      return [body, sign(body, key, seconds() + 320)];
    },
  ],
  'a fresh timestamp put on an old signature': [
    'signature_mismatch',
    'account',
    () => {
      const body = eventBody();
      const old = sign(body, key, seconds() - 4_000);
      return [body, old.replace(/^t=\d+/, `t=${String(seconds())}`)];
    },
  ],
  'a body of 1 MiB and a byte': [
    'body_too_large',
    'account',
    () => {
      const body = eventBody({ padding: 'x'.repeat(1_048_577) });
      return [body, sign(body, key)];
    },
  ],
  'a byte that is no text in place of a signed U+FFFD': [
    'invalid_utf8',
    'account',
    () => {
      const body = eventBody({ note: 'one \ufffd two' });
      const [before = '', after = ''] = body.split('\ufffd');
      const changed = Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(after)]);
      return [changed, sign(body, key)];
    },
  ],
  'signed bytes that are no UTF-8': [
    'invalid_utf8',
    'connect',
    () => {
      const [before = '', after = ''] = connected({ note: '#' }).split('#');
      const body = Buffer.concat([Buffer.from(before), Buffer.of(0xc0, 0xaf), Buffer.from(after)]);
      return [body, sign(body, connectKey)];
    },
  ],
  'signed bytes that are not JSON': ['invalid_json', 'account', () => ['{"id":', sign('{"id":', key)]],
  'signed JSON that is no event': ['invalid_event', 'account', () => ['[1]', sign('[1]', key)]],
  'a thin event notification': [
    'invalid_event',
    'account',
    () => {
      const body = eventBody({ object: 'v2.core.event' });
      return [body, sign(body, key)];
    },
  ],
  'an id with a NUL in it': [
    'invalid_event',
    'account',
    () => {
      const body = eventBody({ id: 'evt_\u0000' });
      return [body, sign(body, key)];
    },
  ],
  'a creation time that no calendar has': [
    'invalid_event',
    'account',
    () => {
      const body = eventBody({ created: 1e15 });
      return [body, sign(body, key)];
    },
  ],
  'a connected account’s event at the account endpoint': [
    'wrong_endpoint',
    'account',
    () => {
      const body = connected();
      return [body, sign(body, key)];
    },
  ],
  'the platform’s event at the Connect endpoint': [
    'wrong_endpoint',
    'connect',
    () => {
      const body = eventBody();
      return [body, sign(body, connectKey)];
    },
  ],
  'a live event under a test key': [
    'wrong_livemode',
    'connect',
    () => {
      const body = connected({ livemode: true });
      return [body, sign(body, connectKey)];
    },
  ],
};
