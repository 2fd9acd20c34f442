'use client';

import { createContext, type ReactNode } from 'react';

/** Whether keys without a modifier do something; a person's choice, set once by the root layout. */
export const SingleKeysContext = createContext(true);

export function SingleKeysProvider({ areOn, children }: { areOn: boolean; children: ReactNode }) {
  return <SingleKeysContext value={areOn}>{children}</SingleKeysContext>;
}
