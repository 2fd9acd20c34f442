import '#scripts/repair-postgres-driver.mjs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

type Bench = { run: (args: readonly string[]) => Promise<unknown> };

const folder = import.meta.dirname;
const files = await readdir(folder);
const names = files
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .toSorted();

const [name, ...args] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- <name>, where <name> is one of: ${names.join(', ')}\n`);
  process.exitCode = 1;
} else {
  const bench = (await import(join(folder, `${name}.ts`))) as Bench; // every file of this folder exports run()
  // The last line is the result, for machines; whatever a bench prints before it is for people.
  process.stdout.write(`${JSON.stringify(await bench.run(args))}\n`);
}
