import { verifyAuthenticationResponse } from '@simplewebauthn/server';
import { z } from 'zod';
import type { AuditSource, ChainLine } from '../audit/audit-source.ts';
import type { AuditRecordText } from '../audit/canonical.ts';
import { parse, type ProvenAct } from './proven-act.ts';
import { PROVEN_ACTS } from './proven-acts.ts';
import { challengeOf, rootFrom } from './step-up/subject-tree.ts';

export type SignatureReport = {
  /** Acts whose signature is of a confirmed key of their person, over exactly what was shown. */
  readonly signed: number;
  /** Of these, how many were signed with a key whose confirmation is not in a part of a record. */
  readonly unknownKeys: number;
  /** Acts by one-time code: they show that somebody was there, and sign nothing. */
  readonly byCode: number;
  /** How many of each kind these are, by its name for people. */
  readonly kinds: Readonly<Record<string, number>>;
  /** The first act that is not what it says, in words with its row. */
  readonly fault: string | null;
};

const assertionOnRecord = z.object({
  credentialId: z.string(),
  publicKey: z.string(),
  nonce: z.string(),
  authenticatorData: z.string(),
  clientDataJSON: z.string(),
  signature: z.string(),
});

const proven = z.object({
  proof: z.object({
    kind: z.enum(['passkey', 'totp']),
    factorId: z.string(),
    purpose: z.string(),
    root: z.string(),
    path: z.array(z.string()),
    assertion: assertionOnRecord.optional(),
  }),
});
type Proof = z.output<typeof proven>['proof'];

const confirmation = z.object({ operatorId: z.string(), publicKey: z.string() });
const clientData = z.object({ origin: z.url() });

type ConfirmedKey = { operatorId: string; publicKey: string; confirmedBy: string };

/** The action under which it is on record that somebody's key is theirs. */
const KEY_CONFIRMED = 'step_up_factor.confirm';

/**
 * Checks every act on record that takes a proof (PROVEN_ACTS) by itself: that its proof is for such an act and leads to what was
 * confirmed, and that a passkey of its person, which somebody else had confirmed, signed it. Needs the record alone: no
 * database, no secret.
 */
export async function verifySignatures(source: AuditSource): Promise<SignatureReport> {
  const keys = await readConfirmedKeys(source);
  const report = { signed: 0, unknownKeys: 0, byCode: 0, kinds: {} as Record<string, number> };
  for await (const line of source.linesOf(Object.keys(PROVEN_ACTS))) {
    const { record } = line;
    const act = record?.outcome === 'done' ? PROVEN_ACTS[record.action] : undefined;
    if (record == null || act === undefined) continue;
    const what = act.proven(record);
    if (what === null) continue;
    const read = proven.safeParse(parse(record.after));
    if (!read.success) return { ...report, fault: faultAt(line, 'its proof is missing') };
    const { proof } = read.data;
    const fault =
      'fault' in what ? what.fault : await faultOf(record, act, what.leaf, proof, keys, source.isComplete);
    if (fault !== null) return { ...report, fault: faultAt(line, fault) };
    report.kinds[act.name] = (report.kinds[act.name] ?? 0) + 1;
    if (proof.kind === 'totp') report.byCode += 1;
    else report.signed += 1;
    if (proof.kind === 'passkey' && !keys.has(proof.factorId)) report.unknownKeys += 1;
  }
  return { ...report, fault: null };
}

async function readConfirmedKeys(source: AuditSource): Promise<Map<string, ConfirmedKey>> {
  const keys = new Map<string, ConfirmedKey>();
  for await (const { record } of source.linesOf([KEY_CONFIRMED])) {
    if (record?.outcome !== 'done') continue;
    const read = confirmation.safeParse(parse(record.after));
    if (read.success) keys.set(record.subject, { ...read.data, confirmedBy: record.actorId });
  }
  return keys;
}

async function faultOf(
  { actorId: operatorId }: AuditRecordText,
  act: ProvenAct,
  leaf: string,
  proof: Proof,
  keys: ReadonlyMap<string, ConfirmedKey>,
  isWhole: boolean,
): Promise<string | null> {
  if (proof.purpose !== act.purpose) return `what was confirmed is for ${proof.purpose}`;
  if (rootFrom(leaf, proof.path) !== proof.root) return 'what was confirmed is not this';
  if (proof.kind === 'totp') return null;
  const { assertion } = proof;
  if (assertion === undefined) return 'its signature is missing';
  const key = keys.get(proof.factorId);
  if (key === undefined && isWhole) return 'nobody confirmed the key that signed it';
  if (key !== undefined && (key.operatorId !== operatorId || key.publicKey !== assertion.publicKey))
    return 'the key that signed it is not the one that was confirmed for its person';
  if (key?.confirmedBy === operatorId) return 'its person confirmed the key themselves';
  const { purpose, root } = proof;
  const expectedChallenge = challengeOf({ purpose, operatorId, root, nonce: assertion.nonce });
  return (await isSigned(assertion, expectedChallenge)) ? null : 'the signature is not over what was shown';
}

/** The address that a key signed for stands in what it signed; a key never signs for another one. */
async function isSigned(
  {
    credentialId,
    publicKey,
    authenticatorData,
    clientDataJSON,
    signature,
  }: z.output<typeof assertionOnRecord>,
  expectedChallenge: string,
): Promise<boolean> {
  const read = clientData.safeParse(parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8')));
  if (!read.success) return false;
  const { origin, hostname } = new URL(read.data.origin);
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: {
        id: credentialId,
        rawId: credentialId,
        type: 'public-key',
        clientExtensionResults: {},
        response: { authenticatorData, clientDataJSON, signature },
      },
      expectedChallenge,
      expectedOrigin: origin,
      expectedRPID: hostname,
      credential: {
        id: credentialId,
        publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
        // The count was compared when it was signed; the record holds signatures in any order.
        counter: 0,
      },
      requireUserVerification: true,
    });
    return verified;
  } catch {
    // What the library cannot read or does not accept is no signature; the row is named.
    return false;
  }
}

function faultAt({ connectedAccountId, sequence, auditRecordId }: ChainLine, fault: string): string {
  return `${connectedAccountId} row ${String(sequence)}, record ${String(auditRecordId)}: signature: ${fault}.`;
}
