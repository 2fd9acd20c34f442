/**
 * Gives up on what stands still, not on what is slow: how long all of it takes is the machine's affair.
 * @returns to be told what is seen at each look; it throws an Error once that has been the same for `stalledMs`
 */
export function patienceFor(stalledMs: number): (seen: unknown) => void {
  let before = '';
  let movedAt = performance.now();
  return (seen) => {
    const text = JSON.stringify(seen);
    if (text !== before) {
      before = text;
      movedAt = performance.now();
    }
    if (performance.now() - movedAt > stalledMs)
      throw new Error(`Nothing moved for ${String(stalledMs / 1000)} s: ${text.slice(0, 2_000)}`);
  };
}
