import { DomainError } from '#lib/errors.ts';

/** Why nothing is shown, and what to add. */
export type ListRefusal = {
  readonly list: null;
  readonly refusal: string;
  /** An index leads to it; it is the question that makes no sense. */
  readonly isUnclear: boolean;
};

/** A list, or in words why there is none: too much would have to be looked at, or the filter makes no sense. */
export async function orRefusal<List>(
  read: () => Promise<List>,
): Promise<{ readonly list: List } | ListRefusal> {
  try {
    return { list: await read() };
  } catch (error) {
    const isRefusal =
      error instanceof DomainError &&
      (error.code === 'precondition_failed' || error.code === 'invalid_input');
    if (!isRefusal) throw error;
    return { list: null, refusal: error.message, isUnclear: error.code === 'invalid_input' };
  }
}
