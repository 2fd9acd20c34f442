/** A person reads "99+" and shows them; nobody needs to know which number above it. */
export const NEWER_MAX = 100;
