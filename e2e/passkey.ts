import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import type { Page } from '@playwright/test';
import { stack, sql } from './stack-under-test.ts';

/** Nobody confirms a key of their own. */
const MAREK = 'opr_demo_marek';
const NOOR = 'opr_demo_noor';

/**
 * Gives somebody of the demo a passkey that the browser of this page holds, confirmed by an administrator, and answers
 * whenever it is asked: what a finger on a key is to a person.
 */
export async function givePasskey(page: Page, operatorId: string): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const credentialId = randomBytes(16);
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await devices.send('WebAuthn.addCredential', {
    authenticatorId,
    credential: {
      credentialId: credentialId.toString('base64'),
      isResidentCredential: true,
      rpId: new URL(stack.webUrl).hostname,
      userHandle: Buffer.from(operatorId).toString('base64'),
      privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      signCount: 1,
    },
  });
  await sql`
    insert into step_up_factors (factor_id, operator_id, kind, name, credential_id, public_key, state, confirmed_by, confirmed_at)
    values (${`stf_${credentialId.toString('hex')}`}, ${operatorId}, 'passkey', 'Key of a flow', ${credentialId.toString('base64url')},
      ${coseKey(publicKey)}, 'active', ${operatorId === MAREK ? NOOR : MAREK}, now())`;
}

/** Afterwards the person has no other keys than before: the flows share one database. */
export async function takePasskeys(): Promise<void> {
  await sql`update step_up_factors set state = 'removed', removed_by = 'a flow', removed_at = now()
            where kind = 'passkey' and name = 'Key of a flow' and state = 'active'`;
}

/** CBOR of an ES256 key: kty 2, alg -7, crv 1, x, y. */
function coseKey(publicKey: KeyObject): string {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const coordinate = (label: number, value: string): Buffer =>
    Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')]);
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
    coordinate(0x21, x),
    coordinate(0x22, y),
  ]).toString('base64url');
}
