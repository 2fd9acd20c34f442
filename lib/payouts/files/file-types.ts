/** A line of a file of proposals, and what came of it. `amount` in minor units, null for everything. */
export type PayoutFileLine = {
  readonly lineNumber: number;
  readonly text: string;
  readonly connectedAccountId: string | null;
  readonly displayName: string | null;
  readonly currency: string | null;
  readonly amount: bigint | null;
  readonly outcome: 'bad' | 'waiting' | 'proposed' | 'refused';
  readonly because: string | null;
  /** Of a line that waits: why it would be refused now; null when it would be proposed, and for every other line. */
  readonly refusal: string | null;
  readonly payoutRequestId: string | null;
};

export type PayoutFile = {
  readonly payoutFileId: string;
  readonly name: string;
  readonly uploadedAt: Date;
  readonly uploadedByName: string;
  readonly lines: readonly PayoutFileLine[];
};

export type PayoutFileSummary = Omit<PayoutFile, 'lines'> & {
  readonly lineCount: number;
  readonly waiting: number;
  readonly proposed: number;
};
