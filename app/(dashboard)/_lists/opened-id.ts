/** Which row's panel an address opens; `first` and `last` are those of the page. */
export function openedId(asked: string | undefined, ids: readonly string[]): string | undefined {
  if (asked === 'first') return ids[0];
  return asked === 'last' ? ids.at(-1) : asked;
}
