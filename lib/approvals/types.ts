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

/** One that waits for an administrator. */
export type WaitingFactor = {
  readonly factorId: string;
  readonly kind: 'passkey' | 'totp';
  readonly name: string;
  readonly operatorId: string;
  readonly ownerName: string;
  readonly enrolledAt: Date;
};

/** With what somebody can confirm a money step; `demoSecret` is base32 and null outside the demo. */
export type StepUpWays = {
  readonly hasPasskey: boolean;
  readonly hasCodes: boolean;
  readonly demoSecret: string | null;
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
