import type { AuditSource, ChainLine, Tamper, TamperKind } from './audit-source.ts';
import { linkHash, recordDigest } from './canonical.ts';

/** How far a verified chain got before the line that does not fit. */
export type Verified = {
  readonly line: ChainLine | null;
  /** Hash of the link before `line`. */
  readonly hashBefore: string | null;
};

/** Deletions that were closed up by renumbering are looked for up to this many rows; more are named as an edit. */
const SHIFT_MAX = 100n;

/** Says what happened to the first line that does not fit. Reads on in the source; only ever called once. */
export async function nameTamper(source: AuditSource, verified: Verified, bad: ChainLine): Promise<Tamper> {
  const expected = (verified.line?.sequence ?? 0n) + 1n;
  const hash = verified.line?.hash ?? null;
  if (bad.sequence !== expected)
    return tamper(
      'deleted',
      { ...bad, sequence: expected },
      `the chain goes on with row ${String(bad.sequence)}`,
    );
  if (bad.record === null)
    return tamper('deleted', bad, `its link stands, its record ${String(bad.auditRecordId)} is gone`);
  const content = recordDigest(bad.record);
  if (content !== bad.digest) return nameChangedContent(source, bad, content);
  if (verified.line !== null && follows(verified.hashBefore, bad, expected - 1n))
    return tamper('inserted', verified.line, 'the row after it follows the row before it');
  return nameBrokenLink(source, hash, bad);
}

/** The content is not what the link says: another row's, or a new one. */
async function nameChangedContent(source: AuditSource, bad: ChainLine, content: string): Promise<Tamper> {
  for await (const line of laterInChain(source, bad))
    if (line.digest === content)
      return tamper('reordered', bad, `it holds what belongs to row ${String(line.sequence)}`);
  return tamper('edited', bad, 'its content is not what was recorded');
}

/** The content agrees with its digest and the link with neither its place nor the row before. */
async function nameBrokenLink(source: AuditSource, hash: string | null, bad: ChainLine): Promise<Tamper> {
  let before: ChainLine = bad;
  for await (const line of laterInChain(source, bad)) {
    if (follows(hash, line, bad.sequence))
      return follows(before === bad ? line.hash : before.hash, bad, line.sequence)
        ? tamper('reordered', bad, `row ${String(line.sequence)} belongs here`)
        : tamper('inserted', bad, `row ${String(line.sequence)} follows the row before it`);
    if (before === bad && hasShifted(bad, line))
      return tamper('deleted', bad, 'the rows behind it were moved up into its place');
    before = line;
  }
  return tamper('edited', bad, 'its link was not made from it and from the row before');
}

/** Whether `line` was made as the link number `sequence` behind the link with that hash. */
function follows(hash: string | null, line: ChainLine, sequence: bigint): boolean {
  return linkHash(hash, { ...line, sequence }) === line.hash;
}

function hasShifted(line: ChainLine, next: ChainLine): boolean {
  for (let shift = 1n; shift <= SHIFT_MAX; shift += 1n)
    if (follows(line.hash, next, next.sequence + shift)) return true;
  return false;
}

async function* laterInChain(source: AuditSource, from: ChainLine): AsyncGenerator<ChainLine> {
  for await (const line of source.lines(from)) {
    if (line.connectedAccountId !== from.connectedAccountId) return;
    yield line;
  }
}

export function tamper(
  kind: TamperKind,
  place: { connectedAccountId: string; sequence: bigint; auditRecordId?: bigint },
  text: string,
): Tamper {
  const record = place.auditRecordId === undefined ? '' : `, record ${String(place.auditRecordId)}`;
  const row = `${place.connectedAccountId} row ${String(place.sequence)}`;
  return { kind, row, text: `${row}${kind === 'deleted' ? '' : record}: ${kind}: ${text}.` };
}
