import { open, type FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { AuditSource, ChainLine, CheckpointLine } from './audit-source.ts';

/*
 * A bundle is a file of JSON lines: a header, the checkpoints, the links with their records chain by chain, and an end
 * with their count. Numbers that may pass 2^53 and the hashed texts are strings, so that no reader can round them.
 */
const BUNDLE_FORMAT = 'sluice-audit-bundle-1';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform(BigInt);
const head = z.object({ connectedAccountId: z.string(), sequence: whole, hash });

const bundleLine = z.discriminatedUnion('line', [
  z.object({ line: z.literal('header'), format: z.literal(BUNDLE_FORMAT), isComplete: z.boolean() }),
  z.object({
    line: z.literal('checkpoint'),
    checkpoint: whole,
    takenAt: z.string(),
    headCount: z.int(),
    headsDigest: hash,
    hash,
    heads: z.array(head),
  }),
  z.object({
    line: z.literal('record'),
    connectedAccountId: z.string(),
    sequence: whole,
    auditRecordId: whole,
    digest: hash,
    hash,
    previousHash: hash.nullable(),
    record: z.object({
      recordedAt: z.string(),
      connectedAccountId: z.string(),
      actorKind: z.string(),
      actorId: z.string(),
      action: z.string(),
      subject: z.string(),
      outcome: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
      requestId: z.string(),
    }),
  }),
  z.object({ line: z.literal('end'), records: z.int() }),
]);
type BundleLine = z.output<typeof bundleLine>;

/** @param about free facts for whoever opens the file: filter, time, who */
export function bundleHeader(isComplete: boolean, about: Record<string, unknown>): string {
  return toText({ line: 'header', format: BUNDLE_FORMAT, isComplete, ...about });
}

export function bundleCheckpoint(line: CheckpointLine): string {
  return toText({ line: 'checkpoint', ...line });
}

export function bundleRecord(line: Omit<ChainLine, 'head'>): string {
  return toText({ line: 'record', ...line });
}

export function bundleEnd(records: number): string {
  return toText({ line: 'end', records });
}

function toText(value: Record<string, unknown>): string {
  return `${JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? part.toString() : part))}\n`;
}

/**
 * Opens a bundle for `verifyAudit`, line by line: a bundle of any size needs the memory of one line.
 * @throws Error naming the line that is no line of a bundle, and when the end is missing or counts other lines
 */
export async function openBundle(path: string): Promise<AuditSource & { close: () => Promise<void> }> {
  const file = await open(path);
  const nothing = async function* (): AsyncGenerator<never> {
    // A bundle names no record without a chain, and no chain without a row.
  };
  const source = {
    linesOf: async function* (actions: readonly string[]) {
      // Each line is read whole: whoever guessed from its text what it holds could be made to pass one over.
      for await (const line of readLines(file))
        if (line.line === 'record' && actions.includes(line.record.action)) yield { ...line, head: null };
    },
    lines: async function* (after?: { connectedAccountId: string; sequence: bigint }) {
      let isPast = after === undefined;
      let count = 0;
      for await (const line of readLines(file)) {
        if (line.line === 'end' && line.records !== count)
          throw new Error(
            `The bundle's end counts ${String(line.records)} records, it has ${String(count)}.`,
          );
        if (line.line !== 'record') continue;
        count += 1;
        if (isPast) yield { ...line, head: null };
        else
          isPast = line.connectedAccountId === after?.connectedAccountId && line.sequence === after.sequence;
      }
    },
    checkpoints: async function* () {
      for await (const line of readLines(file)) {
        if (line.line === 'record') return;
        if (line.line === 'checkpoint') yield line;
      }
    },
    emptyChains: nothing,
    unlinked: nothing,
    close: () => file.close(),
  };
  try {
    for await (const first of readLines(file)) {
      if (first.line !== 'header') break;
      return { ...source, isComplete: first.isComplete };
    }
    throw new Error('The file has no header of an audit bundle.');
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function* readLines(file: FileHandle): AsyncGenerator<BundleLine> {
  let number = 0;
  let last: BundleLine['line'] | null = null;
  // Not closed with the stream: the verifier reads the file from its start several times.
  for await (const text of linesFromStart(file)) {
    number += 1;
    const parsed = bundleLine.safeParse(parseJson(text));
    if (!parsed.success || last === 'end')
      throw new Error(`Line ${String(number)} is no line of an audit bundle.`, { cause: parsed.error });
    last = parsed.data.line;
    yield parsed.data;
  }
  if (last !== 'end') throw new Error(`The bundle ends after line ${String(number)}, without its end.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON is no line of a bundle either; the schema says so with the line's number.
    return undefined;
  }
}

const CHUNK_BYTES = 65_536;

async function* linesFromStart(file: FileHandle): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = '';
  for (let at = 0; ;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    const parts = (rest + decoder.decode(chunk.subarray(0, bytesRead), { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
