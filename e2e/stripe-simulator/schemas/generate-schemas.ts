import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Definition, DefinitionOrBoolean } from 'typescript-json-schema';
import { buildGenerator, getProgramFromFiles } from 'typescript-json-schema';

const TYPES_FILE = path.join(import.meta.dirname, 'object-types.ts');
const OUTPUT_DIRECTORY = path.join(import.meta.dirname, '.generated');

const COMPILER_OPTIONS = {
  module: 'nodenext',
  moduleResolution: 'nodenext',
  target: 'es2022',
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

function installedSdkVersion(): string {
  const entry = createRequire(import.meta.url).resolve('stripe');
  return readFileSync(path.join(path.dirname(entry), '..', 'VERSION'), 'utf8').trim();
}

/**
 * JSON Schemas (draft 7) of the SDK's own types, one definition per alias of `object-types.ts`. The result is kept per
 * SDK version, alias list and generator, so that a newly installed SDK is compared with its own types at the first run.
 */
export function objectSchemas(): Definition {
  const inputs = [TYPES_FILE, import.meta.filename].map((file) => readFileSync(file, 'utf8'));
  const fingerprint = createHash('sha256').update(inputs.join('\n')).digest('hex').slice(0, 12);
  const outputFile = path.join(OUTPUT_DIRECTORY, `stripe-${installedSdkVersion()}-${fingerprint}.json`);
  if (!existsSync(outputFile)) {
    mkdirSync(OUTPUT_DIRECTORY, { recursive: true });
    writeFileSync(`${outputFile}.part`, JSON.stringify(generate()));
    renameSync(`${outputFile}.part`, outputFile);
  }
  return JSON.parse(readFileSync(outputFile, 'utf8')) as Definition;
}

function generate(): Definition {
  const aliases = [...readFileSync(TYPES_FILE, 'utf8').matchAll(/^export type (\w+)/gm)].flatMap(
    ([, name]) => name ?? [],
  );
  const program = getProgramFromFiles([TYPES_FILE], COMPILER_OPTIONS, import.meta.dirname);
  const generator = buildGenerator(program, {
    required: true,
    strictNullChecks: true,
    noExtraProps: true,
    ignoreErrors: true,
  });
  if (generator === null) throw new Error('The SDK types could not be read.');
  const schemas = generator.getSchemaForSymbols(aliases);
  const definitions = schemas.definitions ?? {};
  for (const [name, definition] of Object.entries(definitions)) {
    // The SDK opens every enum with `OtherString`, so that a newer Stripe never breaks it. We are not a newer Stripe.
    if (name.endsWith('.OtherString')) definitions[name] = { not: {} };
    else dropDeletedMarkers(definition);
  }
  return schemas;
}

/** `deleted?: void` marks an object as not deleted; as a schema it would match nothing. */
function dropDeletedMarkers(definition: DefinitionOrBoolean): void {
  if (typeof definition === 'boolean' || definition.properties === undefined) return;
  const { deleted } = definition.properties;
  if (typeof deleted === 'object' && deleted.anyOf?.length === 0) delete definition.properties['deleted'];
}
