/** What a refused attempt to sign in is called on record. */
export const SIGN_IN_ACTION = 'operator_session.start';

/** … and one to use the link of an owner's invitation with another address than it was sent to. */
export const SELLER_LINK_ACTION = 'seller_link.use';

/** Who tries: somebody who has not proven to be anybody. */
export const NOBODY = { actorKind: 'visitor', actorId: 'nobody' } as const;

/** The subject where the address is nobody's. */
export const UNKNOWN_ADDRESS = 'unknown address';
