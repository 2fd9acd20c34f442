/** `1 day`, `2 days`, `1,234 rows`. @param many where it is not the word with an s */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}
