import { invalid } from './api-error.ts';

export type ParamValue = string | number | boolean | null | ParamValue[] | { [key: string]: ParamValue };
export type ParamHash = { [key: string]: ParamValue };

/** Decoded parameters of one request, read by name and type; a bad one is Stripe's 400 that names it. */
export class Params {
  readonly values: ParamHash;
  readonly #prefix: string;

  constructor(values: ParamHash, prefix = '') {
    this.values = values;
    this.#prefix = prefix;
  }

  /** Refuses what Stripe would refuse: a parameter it does not know (such as options sent in the wrong place). */
  only(...names: string[]): this {
    for (const name of Object.keys(this.values)) {
      if (!names.includes(name) && name !== 'expand') {
        throw invalid(
          `Received unknown parameter: ${this.#path(name)}`,
          this.#path(name),
          'parameter_unknown',
        );
      }
    }
    return this;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  /** Undefined when absent; '' when sent empty, which unsets. */
  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'object') throw invalid(`Invalid string: ${this.#path(name)}`, this.#path(name));
    return String(value);
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value !== undefined && value !== '') return value;
    throw invalid(`Missing required param: ${this.#path(name)}.`, this.#path(name), 'parameter_missing');
  }

  oneOf<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) {
      throw invalid(`Invalid ${this.#path(name)}: must be one of ${choices.join(', ')}`, this.#path(name));
    }
    return found;
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw invalid(`Invalid integer: ${value}`, this.#path(name), 'parameter_invalid_integer');
    }
    return Number(value);
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value !== undefined) return value;
    throw invalid(`Missing required param: ${this.#path(name)}.`, this.#path(name), 'parameter_missing');
  }

  number(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    const parsed = Number(value);
    if (!Number.isFinite(parsed)) throw invalid(`Invalid number: ${value}`, this.#path(name));
    return parsed;
  }

  boolean(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === '') return undefined;
    if (value !== 'true' && value !== 'false') {
      throw invalid(`Invalid boolean: ${value}`, this.#path(name));
    }
    return value === 'true';
  }

  hash(name: string): Params | undefined {
    const value = this.values[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'object') throw invalid(`Invalid object`, this.#path(name));
    const entries = Array.isArray(value)
      ? value.map((item, index): [string, ParamValue] => [String(index), item])
      : null;
    return new Params(
      entries === null ? (value as ParamHash) : Object.fromEntries(entries),
      this.#path(name),
    );
  }

  texts(name: string): string[] | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    if (value === '') return [];
    if (!Array.isArray(value)) throw invalid(`Invalid array`, this.#path(name));
    return value.map(textOf);
  }

  /** Metadata to merge into `before`; an empty value removes its key, an empty whole removes all. */
  metadata(before: Record<string, string> = {}): Record<string, string> {
    if (this.values['metadata'] === '') return {};
    const given = this.hash('metadata');
    const merged = { ...before };
    for (const [key, value] of Object.entries(given?.values ?? {})) {
      const text = textOf(value);
      if (key.length > 40 || text.length > 500) {
        throw invalid('Metadata keys are limited to 40 and values to 500 characters.', `metadata[${key}]`);
      }
      if (text === '') Reflect.deleteProperty(merged, key);
      else merged[key] = text;
    }
    if (Object.keys(merged).length > 50) throw invalid('Metadata is limited to 50 keys.', 'metadata');
    return merged;
  }

  #path(name: string): string {
    return this.#prefix === '' ? name : `${this.#prefix}[${name}]`;
  }
}

function textOf(value: ParamValue): string {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : String(value);
}
