import 'server-only';
import { z } from 'zod';
import { LOG_LEVEL_DEFAULT, LOG_LEVELS } from './log-level.ts';
import { nodeEnvProblem } from './node-env.ts';
import { isExampleValue, isWeakSecret, SECRET_LENGTH_MIN } from './secret-strength.ts';

/** What is wrong with a setting, in sentences for whoever starts a process; `scripts/run.mjs` prints them without a stack. */
class SettingRefused extends Error {
  override name = 'SettingRefused';
}

const STRIPE_SECRET_KEY = /^(sk|rk)_(test|live)_[A-Za-z0-9_]{8,}$/;
const STRIPE_LIVE_KEY = /^(sk|rk)_live_/;
const STRIPE_PUBLISHABLE_KEY = /^pk_(test|live)_[A-Za-z0-9_]{8,}$/;
const STRIPE_WEBHOOK_SECRET = /^whsec_[A-Za-z0-9+/=_-]{16,}$/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_HOST.test(new URL(url).hostname);
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });

/** Links and sign-in are made from it, and no page is served under a sub-path; next-auth adds `/api/auth` itself. */
const siteAddress = httpUrl.refine(
  (value) => !URL.canParse(value) || new URL(value).href === `${new URL(value).origin}/`,
  {
    error:
      'must be the bare address that people type, such as https://sluice.example.com: no path, query, user or password',
  },
);

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' });

const PORT_MAX = 65_535;

const port = z
  .string()
  .trim()
  .regex(/^\d{1,5}$/, { error: `must be a whole number from 0 to ${String(PORT_MAX)}` })
  .transform(Number)
  .refine((value) => value <= PORT_MAX, { error: `must be a whole number from 0 to ${String(PORT_MAX)}` })
  .default(3000);

const strongSecret = z.string().refine((value) => !isWeakSecret(value), {
  error: `must be at least ${String(SECRET_LENGTH_MIN)} random characters, no example value and no sequence or repetition; make one with: openssl rand -base64 32`,
});

const webhookSecrets = z
  .string()
  .transform((value) => value.split(',').map((secret) => secret.trim()))
  .refine((secrets) => secrets.every((secret) => STRIPE_WEBHOOK_SECRET.test(secret)), {
    error: 'must be whsec_…, or several separated by commas while one is rotated',
  });

/**
 * Every environment variable that Sluice reads, in the order and groups of `.env.example`.
 * Times and units are in the names; `*_WEBHOOK_SECRET` become lists, because rotation needs two secrets at once.
 */
export const environmentVariables = {
  DATABASE_URL: postgresUrl,
  DATABASE_MIGRATION_URL: postgresUrl.optional(),

  STRIPE_SECRET_KEY: z
    .string()
    .regex(STRIPE_SECRET_KEY, { error: 'must start with sk_test_, sk_live_, rk_test_ or rk_live_' }),
  STRIPE_PUBLISHABLE_KEY: z
    .string()
    .regex(STRIPE_PUBLISHABLE_KEY, { error: 'must start with pk_test_ or pk_live_' })
    .optional(),
  STRIPE_WEBHOOK_SECRET: webhookSecrets,
  STRIPE_CONNECT_WEBHOOK_SECRET: webhookSecrets,
  STRIPE_API_BASE: httpUrl
    .refine(isLoopback, { error: 'is for the local Stripe simulator and must be a loopback address' })
    .optional(),

  PLATFORM_COUNTRY: z
    .string()
    .regex(/^[A-Z]{2}$/, { error: 'must be two capital letters, such as US or DE' })
    .default('US'),

  NEXTAUTH_URL: siteAddress,
  NEXTAUTH_SECRET: strongSecret,
  OIDC_ISSUER: httpUrl.optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(8, { error: 'must have at least 8 characters' }).optional(),

  METRICS_TOKEN: strongSecret.optional(),
  SENTRY_DSN: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().min(1).optional(),
  AUDIT_HEAD_FILE: z.string().min(1).optional(),
  AUDIT_HEAD_URL: httpUrl.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }).optional(),
  MAIL_FROM: z.email({ error: 'must be a mail address' }).optional(),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
    .default(LOG_LEVEL_DEFAULT),

  SLUICE_DEMO: z.enum(['0', '1'], { error: 'must be 0 or 1' }).default('0'),
  SLUICE_DATA_DIR: z.string().min(1).default('.data'),
  PORT: port,
};

const environmentSchema = z.object(environmentVariables);

export type Environment = Readonly<
  z.output<typeof environmentSchema> & {
    /** Whether the key moves real money; rows from Stripe with another `livemode` are refused. */
    livemode: boolean;
    /** `SLUICE_DEMO=1`: people sign in by name alone, so only test keys and loopback addresses are accepted. */
    isDemo: boolean;
    /** `NODE_ENV=production` without `SLUICE_DEMO=1`: everything a deployment needs is required. */
    isProduction: boolean;
  }
>;

export type EnvironmentSource = Readonly<Record<string, string | undefined>>;

const REQUIRED_IN_PRODUCTION = [
  'STRIPE_PUBLISHABLE_KEY',
  'OIDC_ISSUER',
  'OIDC_CLIENT_ID',
  'OIDC_CLIENT_SECRET',
] as const;

/** Secrets that others issue: an example value is told by its words, or by having few characters. */
const ISSUED_SECRETS = [
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'STRIPE_CONNECT_WEBHOOK_SECRET',
  'OIDC_CLIENT_SECRET',
] as const;

/** A database that anybody logs into whose first guess is the manual's. The words are those of others' images and guides. */
const GUESSED_PASSWORD = /^(postgres(ql)?|admin|root|sluice(_login)?|test|pass|pw|qwerty)$|\.\.\./i;

/** What is wrong with the password of a database's address, or null. Never the password itself. */
function passwordProblem(name: string, address: string | undefined): string | null {
  if (address === undefined || !URL.canParse(address)) return null;
  const { username, password: escaped } = new URL(address);
  const password = escaped.replaceAll(/%([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  if (password === '')
    return `${name} has no password: whoever reaches the port would be let in. Put user:password@ before the host.`;
  const isGuessed = password === username || GUESSED_PASSWORD.test(password) || isExampleValue(password);
  return isGuessed
    ? `${name} has a password that is easily guessed; make one with: openssl rand -hex 24`
    : null;
}

function passwordProblems(source: EnvironmentSource): string[] {
  return ['DATABASE_URL', 'DATABASE_MIGRATION_URL']
    .map((name) => passwordProblem(name, source[name]))
    .filter((problem) => problem !== null);
}

function isProductionSource(source: EnvironmentSource): boolean {
  return source['NODE_ENV'] === 'production' && source['SLUICE_DEMO'] !== '1';
}

const OIDC = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'] as const;

/** An empty value in a `.env` file or in compose means "not set". */
function withoutEmptyValues(source: EnvironmentSource): EnvironmentSource {
  return Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
}

function valueProblems(source: EnvironmentSource, error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0]);
    return source[name] === undefined ? `${name} is missing.` : `${name} ${issue.message}.`;
  });
}

function combinationProblems(source: EnvironmentSource, isProduction: boolean): string[] {
  const problems: string[] = [];
  const secretKey = source['STRIPE_SECRET_KEY'] ?? '';
  const publishableKey = source['STRIPE_PUBLISHABLE_KEY'];
  const isLive = STRIPE_LIVE_KEY.test(secretKey);
  const isDemo = source['SLUICE_DEMO'] === '1';
  const address = source['NEXTAUTH_URL'];

  if (isLive && source['STRIPE_API_BASE'] !== undefined)
    problems.push(
      'STRIPE_API_BASE is refused together with a live STRIPE_SECRET_KEY: it would send real money calls elsewhere.',
    );
  if (isLive && isDemo)
    problems.push(
      'SLUICE_DEMO=1 is refused together with a live STRIPE_SECRET_KEY: the demo lets anybody sign in by name.',
    );
  const mode = nodeEnvProblem(source['NODE_ENV']);
  if (mode !== null) problems.push(mode);
  if (isLive && !isDemo && source['NODE_ENV'] !== 'production')
    problems.push(
      'NODE_ENV must be production with a live STRIPE_SECRET_KEY: elsewhere weak secrets are let through.',
    );
  if (publishableKey !== undefined && secretKey !== '' && publishableKey.startsWith('pk_live_') !== isLive)
    problems.push(
      'STRIPE_PUBLISHABLE_KEY and STRIPE_SECRET_KEY are of different modes, one live and one test.',
    );
  if (isDemo && address !== undefined && !isLoopback(address))
    problems.push(
      'NEXTAUTH_URL must be a loopback address with SLUICE_DEMO=1: the demo lets anybody sign in by name.',
    );
  if (isProduction && address?.startsWith('http:') === true && !isLoopback(address))
    problems.push('NEXTAUTH_URL must be https in production: session cookies would travel in the clear.');

  const issuer = source['OIDC_ISSUER'];
  if (isProduction && issuer?.startsWith('http:') === true && !isLoopback(issuer))
    problems.push('OIDC_ISSUER must be https in production: whoever sits between could sign anybody in.');

  if (isProduction) {
    for (const name of REQUIRED_IN_PRODUCTION)
      if (source[name] === undefined) problems.push(`${name} is missing.`);
    for (const name of ISSUED_SECRETS)
      if (source[name] !== undefined && isExampleValue(source[name]))
        problems.push(`${name} is an example value; put in the one that was issued to you.`);
    problems.push(...passwordProblems(source));
  } else if (OIDC.some((name) => source[name] !== undefined)) {
    for (const name of OIDC)
      if (source[name] === undefined)
        problems.push(`${name} is missing: the three OIDC_ variables belong together.`);
  }
  return problems;
}

/**
 * Checks `source` and returns the frozen environment.
 * @throws SettingRefused whose message names every missing or weak variable, one sentence each, and never repeats a value.
 */
export function parseEnvironment(rawSource: EnvironmentSource): Environment {
  const source = withoutEmptyValues(rawSource);
  const isDemo = source['SLUICE_DEMO'] === '1';
  const isProduction = isProductionSource(source);
  const parsed = environmentSchema.safeParse(source);
  const problems = [
    ...(parsed.success ? [] : valueProblems(source, parsed.error)),
    ...combinationProblems(source, isProduction),
  ];
  if (!parsed.success || problems.length > 0)
    throw new SettingRefused(
      `Sluice cannot start with this environment:\n${problems.map((problem) => `  - ${problem}`).join('\n')}\n` +
        'Each variable is explained in .env.example; `npm run demo` needs none of them.',
    );
  return Object.freeze({
    ...parsed.data,
    livemode: STRIPE_LIVE_KEY.test(parsed.data.STRIPE_SECRET_KEY),
    isDemo,
    isProduction,
  });
}

let parsedEnvironment: Environment | undefined;

/**
 * Why a web server must not listen on this address, or null. In the demo a name is enough to sign in, and only the socket
 * knows who asks: headers and the text of NEXTAUTH_URL are the asker's own word.
 * @param hostname the address that the server listens on; everywhere without one
 */
export function demoListenerProblem(
  { isDemo }: Pick<Environment, 'isDemo'>,
  hostname: string | undefined,
): string | null {
  return isDemo && !LOOPBACK_HOST.test(hostname ?? '')
    ? 'SLUICE_DEMO=1 lets anybody sign in by name, so it listens on this machine alone: set HOSTNAME=127.0.0.1, or start it with npm start.'
    : null;
}

/** One variable of this process by itself, for programs that need no other. */
function readAlone(name: 'DATABASE_URL' | 'NEXTAUTH_URL', what: string): string {
  const found = environmentSchema.shape[name].safeParse(process.env[name]?.trim());
  if (found.success) return found.data;
  throw new SettingRefused(`${name} is missing or is not ${what}. It is explained in .env.example.`);
}

/**
 * The address of the database alone, for programs that need nothing else, such as the checks of books and record.
 * @throws SettingRefused in one sentence when it is missing or no address of a Postgres
 */
export function databaseUrl(): string {
  return readAlone('DATABASE_URL', 'a postgres:// address');
}

/**
 * The address of whoever owns the tables: `DATABASE_MIGRATION_URL`, or `DATABASE_URL` where one login does everything.
 * @throws SettingRefused in one sentence when neither is an address of a Postgres
 */
export function migrationUrl(): string {
  const given = process.env['DATABASE_MIGRATION_URL']?.trim() ?? '';
  if (given === '') return databaseUrl();
  const found = postgresUrl.safeParse(given);
  if (found.success) return found.data;
  throw new SettingRefused(
    'DATABASE_MIGRATION_URL is not a postgres:// address. It is explained in .env.example.',
  );
}

/**
 * For whoever makes the login and owns the tables, in production: neither password may be the manual's.
 * @throws SettingRefused in a sentence for each address whose password is missing or easily guessed
 */
export function refuseGuessedPasswords(): void {
  const source = withoutEmptyValues(process.env);
  const problems = passwordProblems(source);
  if (isProductionSource(source) && problems.length > 0) throw new SettingRefused(problems.join('\n'));
}

/**
 * The address that people type, alone.
 * @throws SettingRefused in one sentence when it is missing or no http or https address
 */
export function siteUrl(): string {
  return readAlone('NEXTAUTH_URL', 'an http or https address');
}

/** The process's environment, parsed at the first call, so that importing a module never needs one. */
export function env(): Environment {
  parsedEnvironment ??= parseEnvironment(process.env);
  return parsedEnvironment;
}
