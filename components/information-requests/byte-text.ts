/** A size for people, e.g. `340 kB` or `1.2 MB`. */
export function byteText(bytes: number): string {
  const format = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
  return bytes < 1_000_000
    ? `${format.format(Math.ceil(bytes / 1_000))} kB`
    : `${format.format(bytes / 1_000_000)} MB`;
}
