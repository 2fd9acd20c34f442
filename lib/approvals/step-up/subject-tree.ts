import { hash } from 'node:crypto';

/** One subject and everything that was shown of it, as a hash in lower-case hex. `guard_approval_proof` makes the same one. */
export function subjectLeaf(parts: readonly (string | number)[]): string {
  return hash('sha256', parts.join('\n'));
}

/** What one approval is about. */
export function approvalLeaf(shown: {
  payoutRequestId: string;
  version: number;
  payloadHash: string;
  previewHash: string;
}): string {
  return subjectLeaf([shown.payoutRequestId, shown.version, shown.payloadHash, shown.previewHash]);
}

/** The word keeps a node from ever being taken for a leaf. */
function node(left: string, right: string): string {
  return hash('sha256', `node\n${left}\n${right}`);
}

/**
 * One hash over many subjects, so that one signature covers them all, with each leaf's way to it: its neighbours from
 * below upwards, `l` or `r` for the side on which they stand. A single leaf is its own root.
 */
export function treeOf(leaves: readonly string[]): { root: string; paths: string[][] } {
  const paths: string[][] = leaves.map(() => []);
  let level = leaves.map((leaf, position) => ({ leaf, members: [position] }));
  while (level.length > 1) {
    const next: typeof level = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left === undefined) break;
      if (right === undefined) {
        next.push(left);
        continue;
      }
      for (const member of left.members) paths[member]?.push(`r${right.leaf}`);
      for (const member of right.members) paths[member]?.push(`l${left.leaf}`);
      next.push({ leaf: node(left.leaf, right.leaf), members: [...left.members, ...right.members] });
    }
    level = next;
  }
  return { root: level[0]?.leaf ?? '', paths };
}

/** The root to which a leaf and its way lead. */
export function rootFrom(leaf: string, path: readonly string[]): string {
  return path.reduce(
    (below, step) => (step.startsWith('l') ? node(step.slice(1), below) : node(below, step.slice(1))),
    leaf,
  );
}

/** What a passkey signs, base64url: who, for what, over which subjects, once. */
export function challengeOf(about: {
  purpose: string;
  operatorId: string;
  root: string;
  nonce: string;
}): string {
  const { purpose, operatorId, root, nonce } = about;
  return hash('sha256', ['sluice step-up 1', purpose, operatorId, root, nonce].join('\n'), 'base64url');
}
