/** An address outside that is told. */
export type NotificationEndpoint = {
  readonly notificationEndpointId: string;
  readonly url: string;
  readonly addedByName: string;
  readonly addedAt: Date;
};

/** One line of the outbox. `kept`: the channel is not set up, so it is only read here. */
export type OutboxLine = {
  readonly notificationId: string;
  readonly kind: string;
  readonly channel: 'email' | 'webhook';
  readonly target: string;
  readonly title: string;
  /** What a mail says, one line a thing; empty for a webhook. */
  readonly lines: readonly string[];
  readonly state: 'waiting' | 'sent' | 'failed' | 'kept';
  readonly tries: number;
  readonly lastError: string | null;
  readonly madeAt: Date;
};
