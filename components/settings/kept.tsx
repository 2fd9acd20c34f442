import type { ReactNode } from 'react';
import { Sign } from '../ui/icons.tsx';

/** Said in a section after its form came back. */
export function Kept({ children }: { children: ReactNode }) {
  return (
    <p className="kept" role="status">
      <Sign name="check" size={14} />
      {children}
    </p>
  );
}

/** Nothing was changed, and why. */
export function NotKept({ children }: { children: ReactNode }) {
  return (
    <p className="callout failed" role="alert">
      {children}
    </p>
  );
}
