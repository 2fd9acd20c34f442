import { Random } from '../stripe-simulator/random.ts';

const NORMAL_FROM = 60;

/** Seeded draws of one story: the same seed and the same calls give the same story. */
export class Chance {
  readonly #random: Random;

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  fraction(): number {
    return this.#random.fraction();
  }

  is(probability: number): boolean {
    return this.#random.fraction() < probability;
  }

  /** A whole number from 0 to `below` - 1. */
  below(below: number): number {
    return Math.floor(this.#random.fraction() * below);
  }

  /** Box and Muller. */
  normal(): number {
    return (
      Math.sqrt(-2 * Math.log(1 - this.#random.fraction())) * Math.cos(2 * Math.PI * this.#random.fraction())
    );
  }

  /** Lognormal around its median. */
  around(median: number, spread: number): number {
    return median * Math.exp(spread * this.normal());
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.#random.fraction());
  }

  /** Gamma of mean 1 and variance 1 / shape, for shape >= 1 (Marsaglia and Tsang 2000). */
  gammaOfMeanOne(shape: number): number {
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.#random.fraction()) < x ** 2 / 2 + d - d * v + d * Math.log(v))
        return (d * v) / shape;
    }
  }

  /** How many independent arrivals happen when `mean` are expected; from 60 on, by the normal approximation. */
  arrivals(mean: number): number {
    if (mean > NORMAL_FROM) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = this.fraction(); product > limit; product *= this.fraction()) count += 1;
    return count;
  }
}
