export const INFORMATION_STATES = ['sent', 'overdue', 'answered', 'closed'] as const;
/** `overdue` is `sent` whose time is over. */
export type InformationState = (typeof INFORMATION_STATES)[number];

export type InformationFile = {
  readonly informationRequestFileId: string;
  readonly name: string;
  readonly mediaType: string;
  readonly byteCount: number;
};

/** What an owner sees of a request. */
export type OwnInformationRequest = {
  readonly informationRequestId: string;
  readonly subject: string;
  readonly ownerText: string;
  readonly filesWanted: readonly string[];
  readonly state: InformationState;
  /** Its account has disconnected the platform since: nobody answers any more, whatever the state. */
  readonly hasLeft: boolean;
  readonly askedAt: Date;
  readonly dueAt: Date;
  readonly answerText: string | null;
  readonly answeredAt: Date | null;
  readonly files: readonly InformationFile[];
};

/** The same for a reviewer. */
export type InformationRequest = OwnInformationRequest & {
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly askedByName: string;
  readonly answeredByName: string | null;
  readonly closedByName: string | null;
  readonly closedAt: Date | null;
  readonly closeReason: string | null;
};
