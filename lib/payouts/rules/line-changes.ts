/** One line of a comparison; numbers count from 1 on the side that has it. */
export type LineChange = {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly line: number;
};

/** What changed from one text to another, line by line: the longest common part stays, the rest is removed and added. */
export function lineChanges(before: string, after: string): LineChange[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const common = commonLengths(old, fresh);
  const changes: LineChange[] = [];
  let [left, right] = [0, 0];
  while (left < old.length || right < fresh.length) {
    const [one, other] = [old[left], fresh[right]];
    if (one !== undefined && one === other) {
      changes.push({ kind: 'same', text: one, line: right + 1 });
      left += 1;
      right += 1;
    } else if (
      one !== undefined &&
      (other === undefined || at(common, left + 1, right) >= at(common, left, right + 1))
    ) {
      changes.push({ kind: 'removed', text: one, line: left + 1 });
      left += 1;
    } else if (other !== undefined) {
      changes.push({ kind: 'added', text: other, line: right + 1 });
      right += 1;
    }
  }
  return changes;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n').map((line) => line.trimEnd());
}

const at = (common: readonly (readonly number[])[], row: number, column: number): number =>
  common[row]?.[column] ?? 0;

/** How many lines two texts have in common from each pair of places on. */
function commonLengths(old: readonly string[], fresh: readonly string[]): number[][] {
  const common = Array.from({ length: old.length + 1 }, () => new Array<number>(fresh.length + 1).fill(0));
  for (let left = old.length - 1; left >= 0; left -= 1)
    for (let right = fresh.length - 1; right >= 0; right -= 1) {
      const row = common[left];
      if (row === undefined) continue;
      row[right] =
        old[left] === fresh[right]
          ? at(common, left + 1, right + 1) + 1
          : Math.max(at(common, left + 1, right), at(common, left, right + 1));
    }
  return common;
}
