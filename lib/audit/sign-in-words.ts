/** What a refused attempt to sign in is called on record. */
export const SIGN_IN_ACTION = 'operator_session.start';

/** Who tries: somebody who has not proven to be anybody. */
export const NOBODY = { actorKind: 'visitor', actorId: 'nobody' } as const;

/** The subject where the address is nobody's. */
export const UNKNOWN_ADDRESS = 'unknown address';
