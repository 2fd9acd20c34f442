import { DomainError } from '#lib/errors.ts';

/** Each is in memory as a whole, some of it twice while it is parsed: so many fit beside everybody else's pages. */
const AT_ONCE_MAX = 4;

const sending = new Set<string>();

/**
 * A place to read an upload in, before any of it is read; of this process, as the memory is. Whoever has one gets no second.
 * @param by who sends
 * @returns gives the place back
 * @throws DomainError `too_often`
 */
export function takeUploadSlot(by: string): () => void {
  if (sending.has(by))
    throw new DomainError(
      'too_often',
      'Another answer of yours is being sent. Wait until it has arrived, then send this one.',
    );
  if (sending.size >= AT_ONCE_MAX)
    throw new DomainError(
      'too_often',
      'Many people are sending files just now. Nothing was sent; send it again in a minute.',
    );
  sending.add(by);
  return () => {
    sending.delete(by);
  };
}
