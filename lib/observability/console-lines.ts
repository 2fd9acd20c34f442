import { format, stripVTControlCharacters } from 'node:util';
import type { Logger } from 'pino';

/**
 * What a library prints for a person becomes a line of the log, one each, in black and white and without secrets: a collector that
 * reads JSON breaks on anything else. An error that a request threw is a line of its own already (`onRequestError`), so what is printed
 * of it is a warning and is reported to nobody twice.
 */
export function printIntoLog(log: Logger, console: Console): void {
  for (const [method, level] of [
    ['debug', 'debug'],
    ['log', 'info'],
    ['info', 'info'],
    ['warn', 'warn'],
    ['error', 'warn'],
    ['trace', 'debug'],
  ] as const)
    console[method] = (...printed: unknown[]) => {
      const text = stripVTControlCharacters(format(...printed)).trim();
      if (text !== '') log[level]({ isPrinted: true }, text);
    };
}
