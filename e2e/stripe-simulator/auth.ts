import type { IncomingHttpHeaders } from 'node:http';
import { ApiError, accountInvalid, invalid } from './api-error.ts';
import type { Core } from './core.ts';

/** The account a request works on: the platform, or the connected account named by a header. */
export function authenticate(core: Core, headers: IncomingHttpHeaders): string {
  checkKey(core, keyOf(headers.authorization));
  const account = headers['stripe-account'];
  const context = headers['stripe-context'];
  if (account !== undefined && context !== undefined) {
    throw invalid('You cannot use both Stripe-Account and Stripe-Context.');
  }
  const named = account ?? context;
  if (named === undefined || named === '') return core.store.platformId;
  const id = typeof named === 'string' ? named : (named[0] ?? '');
  const record = core.store.accounts.find(id)?.row;
  if (record === undefined || !record.authorized) throw accountInvalid(id);
  return id;
}

function keyOf(authorization: string | undefined): string {
  const [scheme, value = ''] = (authorization ?? '').split(' ');
  if (scheme === 'Bearer') return value;
  if (scheme === 'Basic') return Buffer.from(value, 'base64').toString().split(':')[0] ?? '';
  throw unauthorized('You did not provide an API key.');
}

function checkKey(core: Core, key: string): void {
  const [kind, mode, ...rest] = key.split('_');
  const secret = kind === 'sk' || kind === 'rk';
  if (!secret || rest.join('_') === '' || (mode !== 'test' && mode !== 'live')) {
    throw unauthorized(`Invalid API Key provided: ${key.slice(0, 8)}***`);
  }
  if ((mode === 'live') !== core.livemode) {
    throw unauthorized(`This simulator runs in ${core.livemode ? 'live' : 'test'} mode; the key does not.`);
  }
}

function unauthorized(message: string): ApiError {
  return new ApiError({ status: 401, type: 'invalid_request_error', message });
}
