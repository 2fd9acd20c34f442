import { describe, expect, it } from 'vitest';
import { approvalLeaf, rootFrom, subjectLeaf, treeOf } from './subject-tree.ts';
import { acceptedStep, codeOf, nextCodeAt, stepAt, toBase32 } from './totp.ts';

describe('one-time codes', () => {
  // RFC 6238, appendix B, SHA-1, the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i seconds', (seconds, code) => {
    expect(codeOf(Buffer.from('12345678901234567890'), stepAt(seconds))).toBe(code);
  });

  it('says when the next one counts, from the moment that the one of now is used', () => {
    const seconds = 1_000_018; // 28 s into its step
    const step = stepAt(seconds);
    expect(nextCodeAt({ seconds, lastStep: step - 1n })).toBeNull();
    expect(nextCodeAt({ seconds, lastStep: step })).toEqual(new Date(1_000_020_000));
    // One from a phone that is ahead was used: the next that it shows is a step later.
    expect(nextCodeAt({ seconds, lastStep: step + 1n })).toEqual(new Date(1_000_050_000));
    const secret = Buffer.from('12345678901234567890');
    const later = { seconds: 1_000_020, lastStep: step };
    expect(acceptedStep(secret, codeOf(secret, stepAt(later.seconds)), later)).toBe(step + 1n);
  });

  it('writes a secret as RFC 4648 does', () => {
    expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI');
  });
});

describe('a tree over many subjects', () => {
  it.each([1, 2, 3, 7, 8, 200])('of %i leads every leaf to its root, and no other one', (count) => {
    const leaves = Array.from({ length: count }, (_, number) => subjectLeaf(['prq', number]));
    const { root, paths } = treeOf(leaves);
    leaves.forEach((leaf, position) => {
      expect(rootFrom(leaf, paths[position] ?? [])).toBe(root);
    });
    expect(rootFrom(subjectLeaf(['prq', count]), paths[0] ?? [])).not.toBe(root);
  });

  it('has another leaf for another version, payload or preview', () => {
    const shown = { payoutRequestId: 'prq_1', version: 1, payloadHash: 'a', previewHash: 'b' };
    const leaves = new Set(
      [shown, { ...shown, version: 2 }, { ...shown, payloadHash: 'c' }, { ...shown, previewHash: 'c' }].map(
        approvalLeaf,
      ),
    );
    expect(leaves.size).toBe(4);
  });
});
