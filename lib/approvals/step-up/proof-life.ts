/** How long a proof may wait for what it is for. */
export const PROOF_MINUTES = 5;
