import { readFileSync } from 'node:fs';

/** Names of all variables that Sluice reads. `lib/env.test.ts` holds `.env.example` to that list. */
export function settingNames(): string[] {
  return [...readFileSync('.env.example', 'utf8').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=/gm)].map(
    ([, name = '']) => name,
  );
}

/** This process's environment without any setting of Sluice: what runs in it is the same on every machine. */
export function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const hidden = new Set([...settingNames(), 'NODE_ENV']);
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !hidden.has(name)),
  ) as NodeJS.ProcessEnv;
}
