'use client';

import { createContext, type ReactNode } from 'react';

/** Where and when this browser reads times: its zone, and the year there when the page was made. */
export type Reading = { readonly zone: string; readonly year: number };

/** Set once by the root layout. Year 0 is none: every time then says its own. */
export const ZoneContext = createContext<Reading>({ zone: 'UTC', year: 0 });

/** @param year of the server's clock in that zone, so that both draw the same text */
export function ZoneProvider({ zone, year, children }: Reading & { children: ReactNode }) {
  return <ZoneContext value={{ zone, year }}>{children}</ZoneContext>;
}
