import postgres from 'postgres';
import { DomainError } from '../../errors.ts';

/** As `guard_policy_lines` says it. */
const PASSES_A_LINE = 'needs the people that its policy names';

/**
 * The database looks at the policy's lines once more as the request is written, with what has been paid since they were asked, and by the
 * version that it names. What it refuses there is nobody's fault, and somebody can go on from it.
 * @param words what has happened and what to do
 * @throws DomainError `conflict` with those words; whatever else `write` throws
 */
export async function withinPolicyLines<Row>(write: PromiseLike<Row>, words: string): Promise<Row> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof postgres.PostgresError && error.message.endsWith(PASSES_A_LINE))
      throw new DomainError('conflict', words, { cause: error });
    throw error;
  }
}
