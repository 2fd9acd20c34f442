import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { openSecret } from '../approvals/step-up/sealed-secret.ts';
import { now } from '../clock.ts';
import { receiverAddress, type Address, type Resolve } from './receiver-address.ts';
import { signedHeaders } from './webhook-signature.ts';

/** What Standard Webhooks asks of a sender: 15 to 30 s. */
const TIMEOUT_MS = 15_000;

/**
 * Posts one signed message to the very address that was looked at. Whoever was given as the address is told, and nobody
 * that they point to: redirects are not followed.
 * @throws Error in words unless the answer is 2xx
 */
export async function postWebhook(
  {
    id,
    url,
    sealedSecret,
    endpointId,
    payload,
  }: {
    id: string;
    url: string;
    sealedSecret: string;
    endpointId: string;
    payload: Record<string, unknown>;
  },
  resolve?: Resolve,
): Promise<void> {
  const to = new URL(url);
  const address = await receiverAddress(to, resolve);
  const body = JSON.stringify(payload);
  const seconds = Math.floor(now().getTime() / 1_000);
  const headers = signedHeaders({ id, seconds, body }, openSecret(sealedSecret, endpointId));
  const status = await post(to, address, headers, body);
  if (status < 200 || status > 299) throw new Error(`It answered ${String(status)}.`);
}

function post(to: URL, address: Address, headers: Record<string, string>, body: string): Promise<number> {
  const send = to.protocol === 'https:' ? requestHttps : requestHttp;
  const options = {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: alwaysTo(address),
    signal: AbortSignal.timeout(TIMEOUT_MS),
    // A connection of its own: one that is kept could be to where the name led before.
    agent: false,
  };
  return new Promise((done, failed) => {
    const onAnswer = (answer: IncomingMessage): void => {
      // Nothing that is said is read.
      answer.destroy();
      done(answer.statusCode ?? 0);
    };
    send(to, options, onAnswer).on('error', failed).end(body);
  });
}

/** Instead of a second look-up, which could answer otherwise than the one that was checked. */
function alwaysTo({ address, family }: Address): LookupFunction {
  return (_host, options, found) => {
    if (options.all === true) found(null, [{ address, family }]);
    else found(null, address, family);
  };
}
