/** How a reason begins that a person's no has left behind. */
const BEGINS = 'Rejected before by ';

/** `on` as a day. */
export type Rejection = { by: string; on: string; reason: string };

/** Why a person decides about money that a person has rejected, for people. Pure. */
export function rejectedBefore({ by, on, reason }: Rejection): string {
  return `${BEGINS}${by} on ${on}: ${reason}`;
}

/** The same in a narrow cell; null for another reason. Pure. */
export function rejectedInShort(reason: string): string | null {
  const name = /^Rejected before by (.+?) on \d{4}-\d{2}-\d{2}: /.exec(reason)?.[1];
  return name === undefined ? null : `${BEGINS}${name}`;
}
