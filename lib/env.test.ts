import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { demoListenerProblem, environmentVariables, parseEnvironment } from '#lib/env.ts';

const random = (bytes = 32): string => randomBytes(bytes).toString('hex');

const development = {
  NODE_ENV: 'development',
  DATABASE_URL: 'postgres://localhost:5432/sluice',
  STRIPE_SECRET_KEY: `sk_test_${random(12)}`,
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
  STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${random()}`,
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: random(),
};

const production = {
  ...development,
  NODE_ENV: 'production',
  DATABASE_URL: `postgres://sluice_login:${random(24)}@localhost:5432/sluice`,
  STRIPE_SECRET_KEY: `sk_live_${random(12)}`,
  STRIPE_PUBLISHABLE_KEY: `pk_live_${random(12)}`,
  NEXTAUTH_URL: 'https://sluice.test',
  OIDC_ISSUER: 'https://identity.test',
  OIDC_CLIENT_ID: 'sluice',
  OIDC_CLIENT_SECRET: random(),
};

function without(source: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => key !== name));
}

describe('a complete environment', () => {
  it('is frozen, typed and knows its mode', () => {
    const parsed = parseEnvironment(production);
    expect(parsed).toMatchObject({ livemode: true, isDemo: false, isProduction: true, PORT: 3000 });
    expect(Object.isFrozen(parsed)).toBe(true);
    expect(parseEnvironment(development)).toMatchObject({ livemode: false, isProduction: false });
  });

  it('accepts several webhook secrets while one is rotated', () => {
    const [older, newer] = [`whsec_${random()}`, `whsec_${random()}`];
    const parsed = parseEnvironment({ ...development, STRIPE_WEBHOOK_SECRET: `${older}, ${newer}` });
    expect(parsed.STRIPE_WEBHOOK_SECRET).toEqual([older, newer]);
  });

  it('knows restricted live keys', () => {
    expect(parseEnvironment({ ...production, STRIPE_SECRET_KEY: `rk_live_${random(12)}` }).livemode).toBe(
      true,
    );
  });
});

describe('a missing variable stops the start with its name', () => {
  it.each(Object.keys(production).filter((name) => name !== 'NODE_ENV'))('%s in production', (name) => {
    expect(() => parseEnvironment(without(production, name))).toThrow(`- ${name} is missing.`);
    expect(() => parseEnvironment({ ...production, [name]: '  ' })).toThrow(`- ${name} is missing.`);
  });

  it('names all of them at once', () => {
    expect(() => parseEnvironment({})).toThrow(/DATABASE_URL[^]*STRIPE_SECRET_KEY[^]*NEXTAUTH_SECRET/);
  });

  it('asks for all three OIDC variables or none', () => {
    expect(() => parseEnvironment({ ...development, OIDC_ISSUER: 'https://identity.test' })).toThrow(
      'OIDC_CLIENT_ID is missing: the three OIDC_ variables belong together.',
    );
  });
});

describe('a weak or dangerous value stops the start without being repeated', () => {
  it.each([
    ['NEXTAUTH_SECRET', 'short'],
    ['NEXTAUTH_SECRET', 'a'.repeat(64)],
    ['NEXTAUTH_SECRET', 'change-me-change-me-change-me-now-please'],
    ['NEXTAUTH_SECRET', 'my-super-secret-nextauth-value-0123456789'],
    ['NEXTAUTH_SECRET', 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnop'],
    ['NEXTAUTH_SECRET', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop'],
    ['NEXTAUTH_SECRET', '0987654321zyxwvutsrqponmlkjihgfedcba'],
    ['NEXTAUTH_SECRET', 'aAbBcCdDeEfFgGhHiIjJkKlLmMnNoOpPqQrR'],
    ['NEXTAUTH_SECRET', 'qwertyuiopasdfghjklzxcvbnmqwertyuiopasdf'],
    ['NEXTAUTH_SECRET', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p'],
    ['NEXTAUTH_SECRET', 'Kx7pQz2mWx9L'.repeat(4)],
    ['METRICS_TOKEN', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['METRICS_TOKEN', 'metrics'],
    ['STRIPE_SECRET_KEY', 'pk_test_0123456789'],
    ['STRIPE_WEBHOOK_SECRET', 'secret'],
    ['STRIPE_CONNECT_WEBHOOK_SECRET', `whsec_${random()},oops`],
    ['DATABASE_URL', 'mysql://localhost/sluice'],
    ['DATABASE_MIGRATION_URL', 'localhost/sluice'],
    ['PORT', 'abc'],
    ['PORT', '70000'],
    ['PORT', '1e3'],
    ['PORT', '-1'],
    ['STRIPE_API_BASE', 'https://stripe.example.test'],
    ['STRIPE_API_BASE', 'http://127.0.0.1.example.test'],
  ])('%s = %s', (name, value) => {
    const start = (): unknown => parseEnvironment({ ...development, [name]: value });
    expect(start).toThrow(name);
    expect(start).not.toThrow(value);
  });

  it.each([
    ['STRIPE_SECRET_KEY', 'sk_live_your_key_here'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_change_me_please_now'],
    ['STRIPE_WEBHOOK_SECRET', `whsec_${random()},whsec_${'ab'.repeat(16)}`],
    ['STRIPE_CONNECT_WEBHOOK_SECRET', `whsec_${'a'.repeat(32)}`],
    ['OIDC_CLIENT_SECRET', 'changeme'],
    ['OIDC_CLIENT_SECRET', 'aaaaaaaa'],
  ])('%s = %s in production', (name, value) => {
    const start = (): unknown => parseEnvironment({ ...production, [name]: value });
    expect(start).toThrow(`${name} is an example value`);
    expect(start).not.toThrow(value);
  });

  it.each(['DATABASE_URL', 'DATABASE_MIGRATION_URL'])('%s with a guessed password in production', (name) => {
    const start = (signIn: string) => (): unknown =>
      parseEnvironment({ ...production, [name]: `postgres://${signIn}@database.test/sluice` });
    for (const signIn of ['olga', 'olga:', ''])
      expect(start(signIn), signIn).toThrow(`${name} has no password`);
    for (const password of [
      ...[
        'postgres',
        'password',
        'Passw%6Frd',
        'olga',
        'sluice',
        'sluice_login',
        'changeme',
        'aaaaaaaaaaaaaaaa',
        'abcdefghijklmnop',
        'qwertyuiop',
        '...',
      ],
      ...['abc', 'my-secret-of-the-day'],
    ]) {
      expect(start(`olga:${password}`), password).toThrow(`${name} has a password that is easily guessed`);
      expect(start(`olga:${password}`), password).not.toThrow(`:${password}@`);
    }
    expect(start(`olga:${random(24)}`)).not.toThrow();
    // A developer's own Postgres may trust whoever is on the machine.
    expect(() =>
      parseEnvironment({ ...development, [name]: 'postgres://postgres:postgres@localhost/sluice' }),
    ).not.toThrow();
  });

  it.each([
    ['https://sluice.test/money', 'a sub-path'],
    ['https://sluice.test/api/auth', 'the path that next-auth adds'],
    ['https://sluice.test/?from=mail', 'a query'],
    ['https://sluice.test?', 'an empty query'],
    ['https://sluice.test/#top', 'a fragment'],
    ['https://olga:hunter2@sluice.test', 'a sign-in'],
  ])('NEXTAUTH_URL = %s, with %s', (NEXTAUTH_URL) => {
    const start = (): unknown => parseEnvironment({ ...production, NEXTAUTH_URL });
    expect(start).toThrow('NEXTAUTH_URL must be the bare address that people type');
    expect(start).not.toThrow(NEXTAUTH_URL);
  });

  it.each(['https://sluice.test', 'https://sluice.test/', 'https://sluice.test:8443', 'https://Sluice.test'])(
    'NEXTAUTH_URL = %s is a bare address',
    (NEXTAUTH_URL) => {
      expect(parseEnvironment({ ...production, NEXTAUTH_URL }).NEXTAUTH_URL).toBe(NEXTAUTH_URL);
    },
  );

  it('refuses a live key together with STRIPE_API_BASE', () => {
    for (const STRIPE_SECRET_KEY of [`sk_live_${random(12)}`, `rk_live_${random(12)}`])
      expect(() =>
        parseEnvironment({ ...production, STRIPE_SECRET_KEY, STRIPE_API_BASE: 'http://127.0.0.1:12111' }),
      ).toThrow('STRIPE_API_BASE is refused together with a live STRIPE_SECRET_KEY');
  });

  it('refuses a demo with a live key or an address that others can reach', () => {
    expect(() => parseEnvironment({ ...production, SLUICE_DEMO: '1' })).toThrow('SLUICE_DEMO=1 is refused');
    expect(() =>
      parseEnvironment({ ...development, SLUICE_DEMO: '1', NEXTAUTH_URL: 'https://sluice.test' }),
    ).toThrow('NEXTAUTH_URL must be a loopback address');
  });

  it('lets what is random pass, in whatever letters it was written down', () => {
    // The same bytes at every run: one secret in some thousands is unlucky, and the test must not be.
    for (let round = 0; round < 2000; round += 1) {
      const bytes = createHash('sha256').update(String(round)).digest();
      for (const NEXTAUTH_SECRET of [
        bytes.toString('hex', 0, 24),
        bytes.toString('base64', 0, 24),
        bytes.toString('base64url'),
      ])
        expect(() => parseEnvironment({ ...development, NEXTAUTH_SECRET }), NEXTAUTH_SECRET).not.toThrow();
    }
  });

  it('names a secret that is a sequence and says how to make one', () => {
    const start = (): unknown =>
      parseEnvironment({ ...production, NEXTAUTH_SECRET: 'abcdefghijklmnopqrstuvwxyzabcdefghijklmnop' });
    expect(start).toThrow(
      /- NEXTAUTH_SECRET must be [^\n]+ no sequence or repetition; make one with: openssl rand -base64 32\./,
    );
  });

  it.each(['prod', 'staging', 'Production', 'PRODUCTION', 'live', 'dev'])(
    'refuses NODE_ENV = %s by name: which guards it means nobody knows',
    (NODE_ENV) => {
      for (const source of [production, development])
        expect(() => parseEnvironment({ ...source, NODE_ENV })).toThrow(
          '- NODE_ENV must be production, development or test',
        );
    },
  );

  it('refuses a live key where weak secrets are let through', () => {
    for (const NODE_ENV of ['development', 'test', 'prod', 'staging', '', undefined]) {
      const source = { ...production, NODE_ENV };
      expect(() => parseEnvironment(source), NODE_ENV).toThrow('NODE_ENV must be production with a live');
      expect(() =>
        parseEnvironment({ ...source, ...development, STRIPE_PUBLISHABLE_KEY: '', NODE_ENV: 'test' }),
      ).not.toThrow();
    }
  });

  it('refuses a word that is no log level in a sentence, and takes an empty one for none', () => {
    expect(() => parseEnvironment({ ...production, LOG_LEVEL: 'loud' })).toThrow(
      '- LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent.',
    );
    expect(parseEnvironment({ ...production, LOG_LEVEL: '' }).LOG_LEVEL).toBe('info');
  });

  it('lets a demo listen on this machine alone', () => {
    for (const hostname of ['127.0.0.1', '127.1.2.3', 'localhost', '::1', '[::1]'])
      expect(demoListenerProblem({ isDemo: true }, hostname), hostname).toBeNull();
    for (const hostname of [undefined, '', '0.0.0.0', '::', '192.168.1.5', '127.0.0.1.example.com', '8f2c1d'])
      expect(demoListenerProblem({ isDemo: true }, hostname), hostname).toContain('set HOSTNAME=127.0.0.1');
    expect(demoListenerProblem({ isDemo: false }, '0.0.0.0')).toBeNull();
  });

  it('refuses keys of two modes, and cookies in the clear in production', () => {
    expect(() =>
      parseEnvironment({ ...production, STRIPE_PUBLISHABLE_KEY: `pk_test_${random(12)}` }),
    ).toThrow('of different modes');
    expect(() => parseEnvironment({ ...production, NEXTAUTH_URL: 'http://sluice.test' })).toThrow(
      'NEXTAUTH_URL must be https',
    );
    expect(() => parseEnvironment({ ...production, OIDC_ISSUER: 'http://identity.test' })).toThrow(
      'OIDC_ISSUER must be https',
    );
  });
});

it('.env.example lists exactly the variables that are read, once each', async () => {
  const example = await readFile('.env.example', 'utf8');
  const listed = [...example.matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]);
  const readByComposeAlone = ['POSTGRES_PASSWORD', 'POSTGRES_LOGIN_PASSWORD'];
  expect(listed.toSorted()).toEqual([...Object.keys(environmentVariables), ...readByComposeAlone].toSorted());
});
