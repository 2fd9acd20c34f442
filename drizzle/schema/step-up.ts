import { sql } from 'drizzle-orm';
import { bigint, check, index, jsonb, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instant, minorAmount } from './columns.ts';

const operatorId = () => text('operator_id').notNull();

/** What a person proves themselves with at a money step. Counts only after an administrator who is somebody else confirmed. */
export const stepUpFactors = pgTable(
  'step_up_factors',
  {
    factorId: text('factor_id').primaryKey(),
    operatorId: operatorId(),
    kind: text('kind', { enum: ['passkey', 'totp'] }).notNull(),
    name: text('name').notNull(),
    /** Of a passkey, both base64url; the key is COSE, as its authenticator gave it. */
    credentialId: text('credential_id'),
    publicKey: text('public_key'),
    signCount: minorAmount('sign_count')
      .notNull()
      .default(sql`0`),
    /** Of one-time codes: encrypted, because whoever checks a code has to know the secret. */
    sealedSecret: text('sealed_secret'),
    /** The newest 30-second step whose code was used: neither it nor one before it is used again. */
    lastStep: minorAmount('last_step')
      .notNull()
      .default(sql`0`),
    state: text('state', { enum: ['waiting', 'active', 'removed'] })
      .notNull()
      .default('waiting'),
    enrolledAt: instant('enrolled_at').notNull().defaultNow(),
    confirmedBy: text('confirmed_by'),
    confirmedAt: instant('confirmed_at'),
    removedBy: text('removed_by'),
    removedAt: instant('removed_at'),
  },
  (t) => [
    uniqueIndex('step_up_factors_credential').on(t.credentialId),
    uniqueIndex('step_up_factors_one_totp')
      .on(t.operatorId)
      .where(sql`kind = 'totp' and state <> 'removed'`),
    index('step_up_factors_by_operator').on(t.operatorId, t.enrolledAt),
    index('step_up_factors_waiting')
      .on(t.enrolledAt)
      .where(sql`state = 'waiting'`),
    check('step_up_factors_kind', sql`kind in ('passkey', 'totp')`),
    check('step_up_factors_state', sql`state in ('waiting', 'active', 'removed')`),
    check(
      'step_up_factors_whole',
      sql`(kind = 'passkey') = (credential_id is not null and public_key is not null) and (kind = 'totp') = (sealed_secret is not null)`,
    ),
    check(
      'step_up_factors_two_people',
      sql`(state <> 'active' or confirmed_by is not null) and confirmed_by is distinct from operator_id`,
    ),
  ],
);

/** What a passkey was asked to sign: once, within minutes, by one person. */
export const stepUpChallenges = pgTable(
  'step_up_challenges',
  {
    challengeId: text('challenge_id').primaryKey(),
    operatorId: operatorId(),
    purpose: text('purpose').notNull(),
    /** Root of the tree over everything that is decided with it. */
    root: text('root').notNull(),
    /** The very bytes in the challenge, base64url. */
    challenge: text('challenge').notNull(),
    nonce: text('nonce').notNull(),
    madeAt: instant('made_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('step_up_challenges_by_operator').on(t.operatorId, t.madeAt)],
);

/** That the person behind the session was there and meant exactly this. */
export const stepUpProofs = pgTable(
  'step_up_proofs',
  {
    stepUpProofId: text('step_up_proof_id').primaryKey(),
    operatorId: operatorId(),
    factorId: text('factor_id').notNull(),
    kind: text('kind', { enum: ['passkey', 'totp'] }).notNull(),
    purpose: text('purpose').notNull(),
    root: text('root').notNull(),
    /** Of a passkey: everything that is needed to check its signature later, without us. */
    assertion: jsonb('assertion').$type<Record<string, string>>(),
    /** Of one-time codes: the 30-second step that was used; the database writes it. */
    codeStep: bigint('code_step', { mode: 'bigint' }),
    provenAt: instant('proven_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('step_up_proofs_by_operator').on(t.operatorId, t.provenAt),
    uniqueIndex('step_up_proofs_one_code').on(t.factorId, t.codeStep),
    uniqueIndex('step_up_proofs_one_answer').on(sql`(assertion ->> 'nonce')`),
    check(
      'step_up_proofs_kind',
      sql`kind in ('passkey', 'totp') and (kind = 'passkey') = (assertion is not null)`,
    ),
  ],
);

/** What a proof was used for; each thing once. */
export const stepUpUses = pgTable(
  'step_up_uses',
  {
    stepUpProofId: text('step_up_proof_id')
      .notNull()
      .references(() => stepUpProofs.stepUpProofId),
    leaf: text('leaf').notNull(),
    /** The leaf's way to the proof's root; the database follows it. */
    path: jsonb('path').$type<readonly string[]>().notNull().default([]),
    usedAt: instant('used_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ name: 'step_up_uses_key', columns: [t.stepUpProofId, t.leaf] })],
);
