import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type StackSecrets = {
  NEXTAUTH_SECRET: string;
  METRICS_TOKEN: string;
  STRIPE_SECRET_KEY: string;
  STRIPE_PUBLISHABLE_KEY: string;
  STRIPE_WEBHOOK_SECRET: string;
  STRIPE_CONNECT_WEBHOOK_SECRET: string;
};

/** The secrets of this data folder, made once at random and readable by their owner only. No default exists anywhere. */
export async function readOrMakeSecrets(dataDir: string): Promise<StackSecrets> {
  const path = join(dataDir, 'secrets.json');
  await mkdir(dataDir, { recursive: true });
  const found = await readFile(path, 'utf8').catch(() => undefined);
  if (found !== undefined) return JSON.parse(found) as StackSecrets;
  const random = (): string => randomBytes(32).toString('hex');
  const secrets: StackSecrets = {
    NEXTAUTH_SECRET: random(),
    METRICS_TOKEN: random(),
    STRIPE_SECRET_KEY: `sk_test_${random()}`,
    STRIPE_PUBLISHABLE_KEY: `pk_test_${random()}`,
    STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
    STRIPE_CONNECT_WEBHOOK_SECRET: `whsec_${random()}`,
  };
  await writeFile(path, JSON.stringify(secrets, null, 2), { mode: 0o600, flag: 'wx' });
  return secrets;
}

/** What a person has set: of these, the stack takes its own value only where none is given. */
export function givenSettings(): Record<string, string> {
  const names = [
    'DATABASE_URL',
    'DATABASE_MIGRATION_URL',
    'STRIPE_SECRET_KEY',
    'STRIPE_PUBLISHABLE_KEY',
    'STRIPE_WEBHOOK_SECRET',
    'STRIPE_CONNECT_WEBHOOK_SECRET',
    'STRIPE_API_BASE',
    'PLATFORM_COUNTRY',
    'NEXTAUTH_SECRET',
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
    'METRICS_TOKEN',
    'SENTRY_DSN',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'OTEL_EXPORTER_OTLP_HEADERS',
    'AUDIT_HEAD_FILE',
    'AUDIT_HEAD_URL',
    'SMTP_URL',
    'MAIL_FROM',
    'LOG_LEVEL',
  ];
  return Object.fromEntries(
    names.map((name) => [name, process.env[name]?.trim() ?? '']).filter(([, value]) => value !== ''),
  ) as Record<string, string>;
}
