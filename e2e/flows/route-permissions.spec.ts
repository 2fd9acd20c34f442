import { ROUTES } from '#lib/auth/doors.fixture.ts';
import { ROLE_PERMISSIONS, type Permission } from '#lib/auth/permissions.ts';
import { expect, test } from '../fixtures.ts';
import { newVisitor, signedInVisitor, type Visitor } from '../http-client.ts';

/*
 * Every route handler, over HTTP, by every role, by nobody and by somebody with a made-up session, against the table in
 * `lib/auth/doors.fixture.ts`. Pages and server actions are tried in `permissions.spec.ts`.
 */

const PEOPLE = {
  viewer: 'opr_demo_vera',
  finance_operator: 'opr_demo_anna',
  risk_reviewer: 'opr_demo_ines',
  administrator: 'opr_demo_marek',
} as const;

/** The status alone: a stream of events never ends. */
async function statusOf(site: string, door: string, visitor: Visitor): Promise<number> {
  const [method = '', address = ''] = door.split(' ');
  const given = new AbortController();
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const { status } = await fetch(site + address.replace(/\[[^\]]+\]/g, 'unknown_id'), {
    method,
    headers: { cookie, ...(method === 'POST' ? { origin: site } : {}) },
    ...(method === 'POST' ? { body: new URLSearchParams() } : {}),
    redirect: 'manual',
    signal: given.signal,
  });
  given.abort();
  return status;
}

const isPermission = (word: string): word is Permission => word.includes('.');

for (const [door, permission] of Object.entries(ROUTES)) {
  if (permission === 'anybody') continue;
  test(`${door} answers to ${permission} alone`, async ({ baseURL }) => {
    const site = baseURL ?? '';
    const forger = newVisitor(site);
    forger.cookies.set('sluice.session', 'made-up');
    const refused = permission === 'signature' ? [400] : [401, 307, 303];
    for (const visitor of [newVisitor(site), forger])
      expect(refused, 'without a session').toContain(await statusOf(site, door, visitor));

    for (const [role, operatorId] of Object.entries(PEOPLE)) {
      const status = await statusOf(site, door, await signedInVisitor(site, operatorId));
      const may =
        isPermission(permission) && ROLE_PERMISSIONS[role as keyof typeof PEOPLE].includes(permission); // a key of PEOPLE
      if (may) expect([401, 403, 500], role).not.toContain(status);
      else expect([400, 401, 403], role).toContain(status);
    }
  });
}
