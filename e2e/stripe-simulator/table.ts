export type Row = { id: string; created?: number };
export type Created = { gt?: number; gte?: number; lt?: number; lte?: number };
type Stored<T> = { owner: string; row: T };
type Keys<T> = Record<string, (row: T) => string | null | undefined>;

/**
 * Rows of one object kind, each owned by one Stripe account. Kept per owner in order of `created`, so that a page, a
 * time window and a cursor are found by bisection. A key function must give the same key for the life of a row.
 */
export class Table<T extends Row> {
  readonly #byId = new Map<string, Stored<T>>();
  readonly #byOwner = new Map<string, T[]>();
  readonly #keys: Keys<T>;
  readonly #byKey = new Map<string, T[]>();

  constructor(keys: Keys<T> = {}) {
    this.#keys = keys;
  }

  insert(owner: string, row: T): T {
    const rows = this.rows(owner);
    const position = upperBound(rows, row.created ?? 0);
    if (position === rows.length) rows.push(row);
    else rows.splice(position, 0, row);
    this.#byId.set(row.id, { owner, row });
    for (const [name, keyOf] of Object.entries(this.#keys)) {
      const key = keyOf(row);
      if (key === null || key === undefined) continue;
      const bucket = this.#byKey.get(`${name}|${key}`);
      if (bucket === undefined) this.#byKey.set(`${name}|${key}`, [row]);
      else bucket.push(row);
    }
    return row;
  }

  remove(owner: string, id: string): void {
    const rows = this.rows(owner);
    const position = rows.findIndex((row) => row.id === id);
    if (position >= 0) rows.splice(position, 1);
    this.#byId.delete(id);
  }

  get(owner: string, id: string): T | undefined {
    const stored = this.#byId.get(id);
    return stored?.owner === owner ? stored.row : undefined;
  }

  find(id: string): Stored<T> | undefined {
    return this.#byId.get(id);
  }

  by(name: string, key: string): readonly T[] {
    return this.#byKey.get(`${name}|${key}`) ?? [];
  }

  /** All rows of one owner, oldest first. The array is the live one: do not change it. */
  rows(owner: string): T[] {
    let rows = this.#byOwner.get(owner);
    if (rows === undefined) {
      rows = [];
      this.#byOwner.set(owner, rows);
    }
    return rows;
  }

  get size(): number {
    return this.#byId.size;
  }

  entries(): [string, T][] {
    return [...this.#byOwner].flatMap(([owner, rows]) => rows.map((row): [string, T] => [owner, row]));
  }

  load(entries: [string, T][]): void {
    for (const [owner, row] of entries) this.insert(owner, row);
  }
}

/** Index of the first row created after `created`. */
export function upperBound(rows: readonly Row[], created: number): number {
  let low = 0;
  let high = rows.length;
  const last = rows[high - 1];
  if (last === undefined || (last.created ?? 0) <= created) return high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.created ?? 0) <= created) low = middle + 1;
    else high = middle;
  }
  return low;
}
