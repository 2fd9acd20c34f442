import { createHash } from 'node:crypto';
import type { RandomState } from '../random.ts';
import { Random } from '../random.ts';

/** State of a generator of its own for one named thing, so that a change to one part of the story moves no other part. */
export function streamState(seed: number, name: string): RandomState {
  const digest = createHash('sha256')
    .update(`${String(seed)}|${name}`)
    .digest();
  return [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8), digest.readInt32LE(12)];
}

/** Seeded chances of one named thing. */
export class Dice {
  readonly #random: Random;

  constructor(seed: number, name: string) {
    this.#random = new Random(streamState(seed, name));
  }

  chance(probability: number): boolean {
    return this.#random.fraction() < probability;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.#random.fraction() * (high - low + 1));
  }

  fraction(): number {
    return this.#random.fraction();
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] ?? choices[0];
  }

  /** How many independent arrivals happen when `mean` are expected. */
  arrivals(mean: number): number {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.#random.fraction(); product > limit; product *= this.#random.fraction())
      count += 1;
    return count;
  }

  /** Index chosen by weight. */
  weighted(weights: readonly number[]): number {
    let left = this.#random.fraction() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      left -= weight;
      if (left < 0) return index;
    }
    return weights.length - 1;
  }
}
