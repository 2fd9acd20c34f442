const WARM_UP_ROUNDS = 12; // as its author seeds it: after these, neighbouring seeds share nothing

/**
 * Uniform numbers in [0, 1) with 32 random bits; one seed gives one sequence on every machine.
 * sfc32, "small fast counting" (C. Doty-Humphrey, PractRand 0.9).
 */
export function seededRandom(seed: number): () => number {
  let a = 0;
  let b = seed | 0;
  let c = Math.floor(seed / 2 ** 32) | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < WARM_UP_ROUNDS; round += 1) next();
  return next;
}
