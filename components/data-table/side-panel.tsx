import type { Route } from 'next';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Sign } from '../ui/icons.tsx';
import { FromTheTop } from './from-the-top.tsx';
import type { PanelSteps } from './panel-steps.ts';

/** One row's object beside its list. Its address is the list's own, so that a link opens both. @param what `payout` */
export function SidePanel({
  what,
  label,
  steps,
  className = '',
  children,
}: {
  what: string;
  label: string;
  steps: PanelSteps;
  className?: string;
  children: ReactNode;
}) {
  return (
    <aside className={`side-panel ${className}`.trim()} aria-label={label} data-panel="">
      <FromTheTop of={label} />
      <div className="side-head">
        <span className="small muted">{steps.position}</span>
        <StepLink href={steps.previousHref} icon="up" label={`Previous ${what}`} step="previous" />
        <StepLink href={steps.nextHref} icon="down" label={`Next ${what}`} step="next" />
        <span className="spacer" />
        <Link href={steps.closeHref} prefetch={false} scroll={false} className="icon-btn" data-panel-close="">
          <Sign name="close" />
          <span className="vh">Close panel</span>
        </Link>
      </div>
      {children}
    </aside>
  );
}

function StepLink({
  href,
  icon,
  label,
  step,
}: {
  href: Route | null;
  icon: 'up' | 'down';
  label: string;
  step: string;
}) {
  if (href === null) return null;
  return (
    <Link href={href} prefetch={false} scroll={false} className="icon-btn" data-panel-step={step}>
      <Sign name={icon} />
      <span className="vh">{label}</span>
    </Link>
  );
}
