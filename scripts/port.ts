const PORT_DEFAULT = 3000;
const PORT_MAX = 65_535;

/**
 * `PORT` of this process, for programs that do not read the whole environment; 3000 when it is not set.
 * @throws Error in one sentence when it is no port
 */
export function wantedPort(): number {
  const text = (process.env['PORT'] ?? '').trim();
  if (text === '') return PORT_DEFAULT;
  if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new Error(`PORT must be a whole number from 0 to ${PORT_MAX}.`);
}

/** `wanted` and those after it, as far as there are any. */
export function portsFrom(wanted: number, count: number): number[] {
  return Array.from({ length: count }, (_, step) => wanted + step).filter((port) => port <= PORT_MAX);
}
