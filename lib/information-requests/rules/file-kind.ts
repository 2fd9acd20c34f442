/** What may be sent: what a scanner, a phone or a bank makes. */
export const MEDIA_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

/** The endings under which they are handed out again, whatever their owner called them. */
export const ENDINGS: Readonly<Record<MediaType, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
};

type Mark = {
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly endWithin: number;
};

/** Sources: ISO 32000 7.5, ISO 10918-1 B.1.1.3, PNG 5.2. Scanners write a few bytes behind the end; a cut file has none. */
const MARKS: Readonly<Record<MediaType, Mark>> = {
  'application/pdf': { begins: [...Buffer.from('%PDF-')], ends: [...Buffer.from('%%EOF')], endWithin: 2_048 },
  'image/jpeg': { begins: [0xff, 0xd8, 0xff], ends: [0xff, 0xd9], endWithin: 65_536 },
  'image/png': {
    begins: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ends: [...Buffer.from('IEND')],
    endWithin: 65_536,
  },
};

/** What the bytes are, from the bytes alone; null for everything that is not taken, and for a file that was cut off. */
export function fileKind(bytes: Uint8Array): MediaType | null {
  const found = MEDIA_TYPES.find((type) => MARKS[type].begins.every((byte, at) => bytes[at] === byte));
  if (found === undefined) return null;
  const { ends, endWithin } = MARKS[found];
  const tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - endWithin)));
  return tail.includes(Buffer.from(ends)) ? found : null;
}
