import type { AuditSource, ChainLine, CheckpointLine, ExportedHead, Tamper } from './audit-source.ts';
import { checkpointHash, headsDigest, linkHash, recordDigest, type AuditHead } from './canonical.ts';
import { nameTamper, tamper, type Verified } from './name-tamper.ts';

export type AuditReport = {
  readonly tamper: Tamper | null;
  readonly rows: number;
  readonly chains: number;
  readonly checkpoints: number;
  /** The newest checkpoint: compare it with what was exported. */
  readonly head: ExportedHead | null;
};

const PROGRESS_EVERY_ROWS = 10_000;

const NOTHING: Verified = { line: null, hashBefore: null };

/**
 * Recomputes every hash and names the first bad row. Memory grows with the number of chains, not of rows.
 * Checkpoints are read first: whatever one names must then be there, however much is appended meanwhile.
 * A part of a record has no checkpoints: it shows that each of its rows agrees with itself, nothing about the others.
 * @param exported heads that were kept outside; for a whole record only
 */
export async function verifyAudit(
  source: AuditSource,
  exported: readonly ExportedHead[] = [],
  onProgress: (rows: number) => void = () => undefined,
): Promise<AuditReport> {
  const anchors = await verifyCheckpoints(source, exported);
  const report = { rows: 0, chains: 0, checkpoints: anchors.count, head: anchors.head };
  if (anchors.tamper !== null) return { ...report, tamper: anchors.tamper };
  let verified: Verified = NOTHING;
  for await (const line of source.lines()) {
    if (verified.line !== null && verified.line.connectedAccountId !== line.connectedAccountId) {
      const cut = endChain(verified.line, anchors.heads);
      if (cut !== null) return { ...report, tamper: cut };
      verified = NOTHING;
    }
    const fault = await verifyLine(source, verified, line, anchors.heads.get(line.connectedAccountId));
    report.rows += 1;
    if (verified.line === null) report.chains += 1;
    if (fault !== null) return { ...report, tamper: fault };
    verified = { line, hashBefore: verified.line?.hash ?? null };
    if (report.rows % PROGRESS_EVERY_ROWS === 0) onProgress(report.rows);
  }
  const cut = verified.line === null ? null : endChain(verified.line, anchors.heads);
  return {
    ...report,
    tamper: cut ?? (source.isComplete ? await findWhatNoChainMet(source, anchors.heads) : null),
  };
}

async function verifyLine(
  source: AuditSource,
  verified: Verified,
  line: ChainLine,
  anchor: AuditHead | undefined,
): Promise<Tamper | null> {
  const isNext = line.sequence === (verified.line?.sequence ?? 0n) + 1n;
  if (source.isComplete) {
    if (!isNext || !isIntact(line, verified.line?.hash ?? null)) return nameTamper(source, verified, line);
  } else if (!isIntact(line, isNext ? (verified.line?.hash ?? null) : line.previousHash)) {
    return tamper('edited', line, 'its content or its link is not what was recorded');
  }
  if (anchor?.sequence === line.sequence && anchor.hash !== line.hash)
    return tamper(
      'rewritten',
      line,
      'a checkpoint names another hash for it, so it or a row before it was replaced',
    );
  return null;
}

function isIntact(line: ChainLine, previous: string | null): boolean {
  return (
    line.record !== null &&
    recordDigest(line.record) === line.digest &&
    linkHash(previous, line) === line.hash
  );
}

/** @param last the last line of its chain @param anchors loses this chain's */
function endChain(last: ChainLine, anchors: Map<string, AuditHead>): Tamper | null {
  const { connectedAccountId, head } = last;
  const missing = { connectedAccountId, sequence: last.sequence + 1n };
  const known = [head?.sequence, anchors.get(connectedAccountId)?.sequence];
  anchors.delete(connectedAccountId);
  if (known.some((sequence) => sequence !== undefined && sequence > last.sequence))
    return tamper('tail cut', missing, 'it and what followed it are gone');
  if (head !== null && head.sequence < last.sequence)
    return tamper(
      'inserted',
      { ...missing, sequence: head.sequence + 1n },
      'it stands behind the head of its chain',
    );
  if (head !== null && head.hash !== last.hash)
    return tamper('edited', last, 'the head of its chain has another hash');
  return null;
}

/** Chains that are gone as a whole, and records without a chain. @param anchors of chains that no line belonged to */
async function findWhatNoChainMet(
  source: AuditSource,
  anchors: ReadonlyMap<string, AuditHead>,
): Promise<Tamper | null> {
  const gone = (connectedAccountId: string): Tamper =>
    tamper('tail cut', { connectedAccountId, sequence: 1n }, 'not one row of its chain is left');
  for (const connectedAccountId of anchors.keys()) return gone(connectedAccountId);
  for await (const connectedAccountId of source.emptyChains()) return gone(connectedAccountId);
  for await (const auditRecordId of source.unlinked()) {
    const row = `record ${String(auditRecordId)}`;
    return { kind: 'inserted', row, text: `${row}: inserted: no chain names it.` };
  }
  return null;
}

type Anchors = {
  tamper: Tamper | null;
  count: number;
  head: ExportedHead | null;
  /** The newest head of each chain; those before it are covered by it. */
  heads: Map<string, AuditHead>;
};

async function verifyCheckpoints(source: AuditSource, exported: readonly ExportedHead[]): Promise<Anchors> {
  const anchors: Anchors = { tamper: null, count: 0, head: null, heads: new Map() };
  const outside = new Map(exported.map(({ checkpoint, hash }) => [checkpoint, hash]));
  const fail = (checkpoint: bigint, kind: Tamper['kind'], text: string): Anchors => {
    const row = `checkpoint ${String(checkpoint)}`;
    return { ...anchors, tamper: { kind, row, text: `${row}: ${kind}: ${text}.` } };
  };
  for await (const line of source.checkpoints()) {
    const expected = (anchors.head?.checkpoint ?? 0n) + 1n;
    if (line.checkpoint !== expected)
      return fail(expected, 'deleted', `the next one is ${String(line.checkpoint)}`);
    const known = outside.get(expected);
    if (!isCheckpointIntact(line, anchors.head?.hash ?? null))
      return fail(expected, 'edited', 'its hash was not made from its heads and from the checkpoint before');
    if (known !== undefined && known !== line.hash)
      return fail(expected, 'rewritten', 'another hash was exported for it');
    anchors.head = { checkpoint: line.checkpoint, hash: line.hash };
    anchors.count += 1;
    for (const head of line.heads) anchors.heads.set(head.connectedAccountId, head);
  }
  const lastKnown = exported.reduce((most, { checkpoint }) => (checkpoint > most ? checkpoint : most), 0n);
  const last = anchors.head?.checkpoint ?? 0n;
  if (lastKnown > last)
    return fail(last + 1n, 'tail cut', `checkpoint ${String(lastKnown)} was exported once`);
  return anchors;
}

function isCheckpointIntact(line: CheckpointLine, previous: string | null): boolean {
  return (
    line.heads.length === line.headCount &&
    headsDigest(line.heads) === line.headsDigest &&
    checkpointHash(previous, line) === line.hash
  );
}
