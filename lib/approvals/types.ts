/** Something with which a person confirms a money step, as its owner sees it. */
export type StepUpFactor = {
  readonly factorId: string;
  readonly kind: 'passkey' | 'totp';
  readonly name: string;
  readonly isActive: boolean;
  readonly enrolledAt: Date;
  readonly confirmedAt: Date | null;
  readonly confirmedByName: string | null;
};

/** Somebody else's, as an administrator sees it. */
export type OthersFactor = {
  readonly factorId: string;
  readonly kind: 'passkey' | 'totp';
  readonly name: string;
  readonly isActive: boolean;
  readonly operatorId: string;
  readonly ownerName: string;
  readonly enrolledAt: Date;
};

/** With what somebody can confirm a money step. */
export type StepUpWays = {
  readonly hasPasskey: boolean;
  readonly hasCodes: boolean;
  /** What the person's phone would show if they had one; null outside the demo. */
  readonly demo: DemoCodes | null;
};

/** Codes that everybody may know. Time is counted in steps of 30 seconds; only codes of later steps than `lastStep` count. */
export type DemoCodes = {
  /** Base32, as an authenticator app takes it. */
  readonly secret: string;
  readonly lastStep: number;
  /** The code to type now, or null while the next one is waited for. */
  readonly code: string | null;
};

/** Lines as they are read and hashed; `after` where a number becomes another one. */
export type PreviewGroup = {
  readonly title: string;
  readonly lines: readonly { readonly name: string; readonly value: string; readonly after?: string }[];
};

/** What approving will do, and what a decision must carry to be about exactly that. */
export type DecisionPreview = {
  readonly payoutRequestId: string;
  readonly version: number;
  readonly payloadHash: string;
  readonly previewHash: string;
  readonly groups: readonly PreviewGroup[];
};
