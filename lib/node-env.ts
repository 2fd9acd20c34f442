/** What a process may be told that it is. `production` alone has every guard; another word would quietly have none. */
const NODE_ENVS: readonly string[] = ['production', 'development', 'test'];

/** Why no process starts with this `NODE_ENV`, in a sentence, or null. An empty one counts as not set. */
export function nodeEnvProblem(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' || NODE_ENVS.includes(value)
    ? null
    : 'NODE_ENV must be production, development or test: with any other word nobody knows which guards are meant.';
}
