import { env, type Environment } from '#lib/env.ts';

/** The environment, or the end of this process with one list of what is missing or weak: a stack would bury it. */
export function requireEnvironment(): Environment {
  try {
    return env();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
