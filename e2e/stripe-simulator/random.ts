const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export type RandomState = [number, number, number, number];

/** Seeded generator (sfc32): the same seed and the same calls give the same ids. */
export class Random {
  #state: RandomState;

  constructor(seed: number | RandomState) {
    this.#state = typeof seed === 'number' ? [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0] : [...seed];
    if (typeof seed === 'number') for (let round = 0; round < 15; round += 1) this.next();
  }

  get state(): RandomState {
    return [...this.#state];
  }

  /** Continues from another state: what is drawn next depends on it alone. */
  set state(state: RandomState) {
    this.#state = [...state];
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    const [a, b, c, d] = this.#state;
    const sum = (a + b + d) | 0;
    this.#state = [b ^ (b >>> 9), (c + (c << 3)) | 0, (((c << 21) | (c >>> 11)) + sum) | 0, (d + 1) | 0];
    return sum >>> 0;
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.next() / 2 ** 32;
  }

  letters(length: number): string {
    let text = '';
    while (text.length < length) text += ALPHABET.charAt(this.next() % ALPHABET.length);
    return text;
  }

  /** An id like Stripe's: it does not sort by time. */
  id(prefix: string): string {
    return prefix === 'acct' ? `acct_1${this.letters(15)}` : `${prefix}_1${this.letters(23)}`;
  }
}
