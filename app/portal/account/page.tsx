import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { Embedded } from '#components/portal/embedded.tsx';
import { LeftPlatform } from '#components/portal/left-platform.tsx';
import { ACCOUNT_PARTS, ASKED_AGAIN, SETTING_UP } from '#components/portal/portal-parts.ts';
import { PortalTodo } from '#components/portal/portal-todo.tsx';
import { RereadOnReturn } from '#components/portal/reread-on-return.tsx';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { Callout } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import type { Context } from '#lib/context.ts';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';
import { readPortal } from '#lib/portal/queries.ts';
import { UNOPENED } from './unopened-link.ts';

export const metadata: Metadata = { title: 'Account' };

export default async function PortalAccountPage({ searchParams }: PageProps<'/portal/account'>) {
  const ctx = await guardOwnerPage('portal.read');
  const asked = await searchParams;
  return (
    <div className="page">
      <PageHead title="Account" lead="Who you are, where your money goes, and what Stripe still asks for." />
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading your account"
            main={[
              [null, 4],
              ['Notices', 3],
              ['Your details', 8],
            ]}
          />
        }
      >
        {drawAccount(ctx, asked)}
      </Patiently>
    </div>
  );
}

async function drawAccount(ctx: Context, asked: RawSearchParams): Promise<ReactNode> {
  const [portal, { mayUseHostedLink }] = await orNotFound(
    () => Promise.all([readPortal(ctx), readOwnGrant(ctx)]),
    'portal.read',
  );
  if (portal.isDisconnected)
    return (
      <LeftPlatform words="Its details and its bank account are with Stripe alone now; nothing of them can be changed here." />
    );
  const fallback = mayUseHostedLink ? 'hosted' : null;
  const link = readParam(asked, 'link') ?? '';
  const { todo, detailsSubmitted, letsGiveDetails } = portal;
  const isAsked = todo.overdue.length + todo.dueNow.length > 0 || todo.comes !== null;
  return (
    <div className="stack">
      {readParam(asked, 'from') === 'stripe' ? <RereadOnReturn /> : null}
      {isUnopened(link) ? (
        <Callout tone="held" title="Stripe’s page was not opened">
          <p>{UNOPENED[link]}</p>
        </Callout>
      ) : null}
      <PortalTodo todo={todo} detailsSubmitted={detailsSubmitted} letsGive={letsGiveDetails} isHere />
      <WithoutScript fallback={fallback} />
      <Embedded
        parts={detailsSubmitted ? [...(isAsked ? ASKED_AGAIN : []), ...ACCOUNT_PARTS] : SETTING_UP}
        fallback={fallback}
      />
    </div>
  );
}

const isUnopened = (word: string): word is keyof typeof UNOPENED => Object.hasOwn(UNOPENED, word);
