import type { ValidateFunction } from 'ajv';
import { Ajv } from 'ajv';
import { objectSchemas } from './generate-schemas.ts';

/** Compares objects with the schemas of the SDK's types. */
export class ObjectValidator {
  readonly #ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
  readonly #compiled = new Map<string, ValidateFunction>();

  constructor() {
    this.#ajv.addSchema({ ...objectSchemas() } as Record<string, unknown>, 'stripe');
  }

  /** @returns what is wrong, or null. `kind` is an alias of `object-types.ts` */
  problem(kind: string, value: unknown): string | null {
    let validate = this.#compiled.get(kind);
    if (validate === undefined) {
      validate = this.#ajv.compile({ $ref: `stripe#/definitions/${kind}` });
      this.#compiled.set(kind, validate);
    }
    if (validate(value)) return null;
    const [error] = validate.errors ?? [];
    return `${error?.instancePath ?? ''} ${error?.message ?? ''} ${JSON.stringify(error?.params)}`;
  }
}
