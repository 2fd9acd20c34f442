import type { HoldSource } from '../holds/types.ts';

/** What Sluice knows of a connected account when its owner asks for a session. */
export type SessionFacts = {
  /** It has disconnected the platform. */
  readonly isDisconnected: boolean;
  /** Whether Sluice makes its payouts, each by a request. */
  readonly isPaidByRequest: boolean;
  readonly lockStrength: string;
  /** `application` where the platform collects what Stripe requires; only there some features can be switched off. */
  readonly requirementCollection: string | null;
  /** Stripe's own word for why the account may not charge or be paid. */
  readonly disabledReason: string | null;
  /** Open ones of the account and of its payout requests. */
  readonly holds: readonly HoldFact[];
  /** Engaged ones that cover the account. */
  readonly killSwitchIds: readonly string[];
};

export type HoldFact = {
  readonly holdId: string;
  readonly source: HoldSource;
  readonly isOfAccount: boolean;
  readonly keepsPercent: number;
};

export type ComponentGrant = {
  readonly enabled: boolean;
  readonly features: Readonly<Record<string, boolean>>;
};

export type SessionGrant = {
  readonly components: Readonly<Record<string, ComponentGrant>>;
  /** What stood in the way of more. */
  readonly because: readonly string[];
  readonly letsPayItself: boolean;
  readonly letsRefund: boolean;
  readonly letsChangeDestination: boolean;
};

/** A session that a browser holds and that allows more than its account may now; Stripe ends none early. */
export type OutgrownSession = {
  readonly accountSessionId: string;
  readonly connectedAccountId: string;
  readonly displayName: string;
  /** What it still lets its owner do, in words. */
  readonly lets: readonly string[];
  readonly issuedAt: Date;
  readonly expiresAt: Date;
};

/** Stripe's own page for an account's details, as its owner was led there: it takes another bank account. */
export type HandedOutLink = {
  readonly accountLinkId: string;
  readonly connectedAccountId: string;
  readonly displayName: string;
  readonly handedOutAt: Date;
  /** Until when the address can be opened; how long the page stays open then, only Stripe knows. */
  readonly expiresAt: Date;
};

/** How many there are, and the newest of them. */
export type HandedOutLinks = { readonly count: number; readonly shown: readonly HandedOutLink[] };

/** Of all that a press covers: how many, until when at the latest, and those that last longest; and the newest links, so many. */
export type OutgrownSessions = {
  readonly count: number;
  readonly lastExpiresAt: Date | null;
  readonly shown: readonly OutgrownSession[];
  readonly links: HandedOutLinks;
};

/** Whose invitations: everybody's, those that wait for us, for their owners, and those that are over. */
export const INVITATION_PARTS = ['all', 'stuck', 'invited', 'accepted', 'revoked'] as const;
export type InvitationPart = (typeof INVITATION_PARTS)[number];

/** Somebody who was invited to sell, as a screen shows it. */
export type SellerInvitation = {
  readonly sellerInvitationId: string;
  readonly email: string;
  readonly name: string;
  readonly businessName: string;
  /** Whether an account is made for them at Stripe; else theirs is there, and country, kind and policy are null. */
  readonly makesAccount: boolean;
  readonly country: string | null;
  readonly businessType: string | null;
  readonly policyVersion: string | null;
  /** Of the account at Stripe: `locked` when it was read back that it pays only when asked. */
  readonly state: 'asked' | 'unknown' | 'refused' | 'created' | 'locked';
  readonly problem: string | null;
  readonly connectedAccountId: string | null;
  readonly invitedBy: string;
  readonly invitedAt: Date;
  readonly expiresAt: Date | null;
  /** Its link has, or nobody confirmed it, or made a link, within a week. */
  readonly isExpired: boolean;
  /** Stripe was asked so long ago that it may have forgotten the key. */
  readonly isKeyOld: boolean;
  /** Stripe keeps a failure under the key: asked again with it, it says the same. */
  readonly isKeySpent: boolean;
  /** How many links were made, so that nobody ends one that they have not seen. */
  readonly linksMade: number;
  /** Of an account that is there: when a second person confirmed its owner. */
  readonly confirmedAt: Date | null;
  /** Of one whose outcome is not known: Stripe was looked through after the last call, and has none. */
  readonly isKnownAbsent: boolean;
  readonly acceptedAt: Date | null;
  /** How its owner signs in, once they have accepted: as ever, a way to another password is open, or not at all. */
  readonly login: 'works' | 'renewal' | 'shut_out' | null;
  readonly revokedAt: Date | null;
  /** Whether Sluice makes the account's payouts: one that it made and does not pay is paid by nobody. */
  readonly isPaid: boolean;
};

/** Somebody who is asked for as the owner of an account that is there already, and has not accepted yet. */
export type OwnerInvitation = {
  readonly sellerInvitationId: string;
  readonly name: string;
  readonly email: string;
  /** What speaks for it, for the second person. */
  readonly reason: string;
  readonly askedById: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  readonly linksMade: number;
  /** Until when the newest link opens; null before there is one. */
  readonly expiresAt: Date | null;
  /** Until when it can be confirmed, or a link made once it is: a week each. */
  readonly agreedUntil: Date;
  /** Its link has, or nobody confirmed it, or made a link, within a week. */
  readonly isExpired: boolean;
  /** Two people agreed less than a week ago. */
  readonly letsMakeLink: boolean;
  /** What a second person proves their presence for; null once confirmed. */
  readonly root: string | null;
};

/** Who is to sign in for an account next: nobody, somebody whom one or two people want, or the seller for whom it was made. */
export type ComingOwner = 'nobody' | 'asked' | 'agreed' | 'seller';

/** Somebody who signs in for a connected account, as colleagues see them. */
export type OwnerLogin = {
  readonly ownerId: string;
  readonly name: string;
  readonly email: string;
  /** Who asked for them, and who confirmed them where the account was there before; null for who came otherwise. */
  readonly invitedBy: string | null;
  readonly confirmedBy: string | null;
  /** When they took their invitation; null for who came otherwise. */
  readonly acceptedAt: Date | null;
  /** Since when their login is there. */
  readonly createdAt: Date;
  /** Since when they are shut out; null for who can sign in. */
  readonly disabledAt: Date | null;
  /** Who shut them out, and why; null for who can sign in, and for what nobody did in Sluice. */
  readonly disabledBy: string | null;
  readonly disabledByName: string | null;
  readonly disableReason: string | null;
};

/** An owner's way to another password, as colleagues see it: open, or used. */
export type OwnerRenewal = {
  readonly ownerRenewalId: string;
  readonly ownerId: string;
  /** How whoever asked knows that it is them who ask. */
  readonly reason: string;
  readonly askedById: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  /** Who made the link; null before. */
  readonly madeBy: string | null;
  readonly madeAt: Date | null;
  readonly usedAt: Date | null;
  /** Until when the link is made, and then until when it opens. */
  readonly expiresAt: Date;
  readonly isExpired: boolean;
  /** What whoever makes the link proves their presence for; null once made. */
  readonly root: string | null;
};
