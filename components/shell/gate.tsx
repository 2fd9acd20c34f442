import type { ReactNode } from 'react';
import { Logo } from '#components/ui/icons.tsx';

/** A page outside the console: one calm column. */
export function Gate({ children }: { children: ReactNode }) {
  return (
    <div className="gate">
      <main id="main">
        <p className="brand">
          <Logo />
          Sluice
        </p>
        {children}
      </main>
    </div>
  );
}
