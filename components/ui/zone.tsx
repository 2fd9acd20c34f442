'use client';

import { createContext, type ReactNode } from 'react';

/** The zone in which this browser reads times; set once by the root layout. */
export const ZoneContext = createContext('UTC');

export function ZoneProvider({ zone, children }: { zone: string; children: ReactNode }) {
  return <ZoneContext value={zone}>{children}</ZoneContext>;
}
