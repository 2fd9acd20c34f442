import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { env } from '../env.ts';
import { refusedField } from '../input-words.ts';

/** Where a name leads; the first is connected to. */
export type Address = { readonly address: string; readonly family: number };
export type Resolve = (host: string) => Promise<readonly Address[]>;

/** Of IPv4, what is nobody's on the internet: IANA's special-purpose registry. */
const NOT_PUBLIC_V4 = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  NOT_PUBLIC_V4.addSubnet(network, bits, 'ipv4');

/** Of IPv6, all that is given to anybody on the internet, without what only wraps an address of IPv4. */
const GLOBAL_V6 = new BlockList();
GLOBAL_V6.addSubnet('2000::', 3, 'ipv6');
const NOT_PUBLIC_V6 = new BlockList();
for (const [network, bits] of [
  ['2001::', 32],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const)
  NOT_PUBLIC_V6.addSubnet(network, bits, 'ipv6');

/** Whether an address is somebody's on the internet: not this machine, its networks, or a cloud's own. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !NOT_PUBLIC_V4.check(address, 'ipv4');
    case 6:
      return GLOBAL_V6.check(address, 'ipv6') && !NOT_PUBLIC_V6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Where a webhook may be sent: resolved once, for whoever connects to it right afterwards; a name that is asked for a
 * second time may lead elsewhere. Outside the demo https alone, and no address of a private network: whoever may add
 * an address must not reach with it what only this server can.
 * @throws DomainError `invalid_input`, in words
 */
export async function receiverAddress(url: URL, resolve: Resolve = resolveName): Promise<Address> {
  if (!/^https?:$/.test(url.protocol)) throw refusedField('url', 'Give the whole address, with https://.');
  // They would stand in the record, in the outbox and on the screen.
  if (url.username !== '' || url.password !== '')
    throw refusedField(
      'url',
      'Give the address without a user or password: each message is signed, and whoever takes it checks that.',
    );
  if (!env().isDemo && url.protocol !== 'https:')
    throw refusedField('url', 'Only https addresses are told: others could read along.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  const found = family === 0 ? await namesOf(host, resolve) : [{ address: host, family }];
  const [first] = found;
  if (first === undefined) throw refusedField('url', `Nobody is called ${host}. Check the address.`);
  const inside = env().isDemo ? undefined : found.find(({ address }) => !isPublic(address));
  if (inside !== undefined)
    throw refusedField(
      'url',
      `This leads into a private network (${inside.address}), where nothing is sent. Give an address on the internet.`,
    );
  return first;
}

async function namesOf(host: string, resolve: Resolve): Promise<readonly Address[]> {
  try {
    return await resolve(host);
  } catch (error) {
    throw refusedField('url', `Nobody called ${host} was found. Check the address, or try again.`, {
      cause: error,
    });
  }
}

const resolveName: Resolve = (host) => lookup(host, { all: true });
