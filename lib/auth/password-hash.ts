import crypto, { randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's first choice of parameters for argon2id; 19 MiB and about 30 ms here. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

type CostParameters = { memory: number; passes: number; parallelism: number };

async function argon2id(password: string, salt: Buffer, tagLength: number, parameters: CostParameters) {
  // Node 22 runs everything else.
  if (!('argon2' in crypto)) throw new Error('Passwords need Node 24.7 or newer; single sign-on does not.');
  const derive = promisify(crypto.argon2);
  // The same word typed on another keyboard may arrive in another form of Unicode.
  return derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce: salt,
    tagLength,
    ...parameters,
  });
}

const unpadded = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

/** argon2id with a salt of its own and the parameters written beside it, in the PHC string format. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await argon2id(password, salt, HASH_BYTES, {
    memory: MEMORY_KIB,
    passes: PASSES,
    parallelism: LANES,
  });
  return `$argon2id$v=19$m=${String(MEMORY_KIB)},t=${String(PASSES)},p=${String(LANES)}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** Compared with when there is no password, so that the answer takes as long as for a wrong one. Nothing hashes to it. */
const NOBODY = `$argon2id$v=19$m=${String(MEMORY_KIB)},t=${String(PASSES)},p=${String(LANES)}$${unpadded(
  Buffer.alloc(SALT_BYTES),
)}$${unpadded(Buffer.alloc(HASH_BYTES))}`;

/** Whether the password is that of the hash. `null`, when there is none, costs the same time and is never right. */
export async function isPassword(password: string, passwordHash: string | null): Promise<boolean> {
  const [, memory = '', passes = '', parallelism = '', salt = '', hash = ''] =
    PHC.exec(passwordHash ?? NOBODY) ?? [];
  if (hash === '') throw new Error('A stored password hash is not an argon2id string.');
  const expected = Buffer.from(hash, 'base64');
  const found = await argon2id(password, Buffer.from(salt, 'base64'), expected.length, {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  });
  return timingSafeEqual(found, expected) && passwordHash !== null;
}
