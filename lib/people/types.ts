import type { OperatorRole } from '../context.ts';

/** Somebody as the page of people shows them. */
export type Person = {
  operatorId: string;
  name: string;
  email: string;
  role: OperatorRole;
  isDisabled: boolean;
  isDemoPersona: boolean;
  hasPassword: boolean;
  /** When their unused link runs out; `null` without one. */
  invitedUntil: Date | null;
  openSessions: number;
  lastSeenAt: Date | null;
  /** Names of those who gave them their link, or took a factor away, and count as one hand with them until somebody vouches. */
  oneHandWith: readonly string[];
  /** Whether the reader is another hand than they are, so that they can vouch. */
  isOtherHand: boolean;
  /** What whoever vouches for them proves their presence for. */
  vouchRoot: string;
  /** Something to confirm with that counts when an administrator has confirmed it. */
  hasWaitingFactor: boolean;
};

/** A change of an administrator that waits for a second one. */
export type WaitingChange = {
  changeRequestId: string;
  operatorId: string;
  name: string;
  change: 'role' | 'disable' | 'enable';
  fromRole: OperatorRole;
  toRole: OperatorRole;
  requestedBy: string;
  requestedByName: string;
  requestedAt: Date;
  /** What whoever approves it proves their presence for. */
  root: string;
};

/** A change that somebody has chosen and not made yet. */
export type PlannedChange = {
  operatorId: string;
  name: string;
  change: 'role' | 'enable';
  fromRole: OperatorRole;
  toRole: OperatorRole;
  /** It becomes a request that a second administrator decides. */
  takesTwo: boolean;
  /** What whoever makes it proves their presence for; null where it takes two. */
  root: string | null;
  /** Whether the reader is another hand than that person, so that they can make it. */
  isOtherHand: boolean;
};
