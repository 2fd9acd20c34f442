import type { Metadata } from 'next';
import { readParam } from '#app/_edge/list-params.ts';
import { guardOwnerPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Embedded, type EmbeddedPart } from '#components/portal/embedded.tsx';
import { PortalTodo } from '#components/portal/portal-todo.tsx';
import { RereadOnReturn } from '#components/portal/reread-on-return.tsx';
import { WithoutScript } from '#components/portal/without-script.tsx';
import { Callout } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readOwnGrant } from '#lib/portal/grant-queries.ts';
import { readPortal } from '#lib/portal/queries.ts';

export const metadata: Metadata = { title: 'Account' };

const KEPT =
  'The details of your account cannot be changed here now. You will hear from us if we need anything.';

const PARTS: readonly EmbeddedPart[] = [
  { title: 'Notices', anyOf: ['notification_banner'], otherwise: KEPT },
  { title: 'Your details', anyOf: ['account_management'], otherwise: KEPT },
];

/** Before the details are given for the first time there is nothing to manage yet. */
const SETTING_UP: readonly EmbeddedPart[] = [
  { title: 'Set up your account', anyOf: ['account_onboarding'], otherwise: KEPT },
];

const LINK_WORDS: Readonly<Record<string, string>> = {
  later: 'Stripe does not answer. Nothing is lost; try again in a moment.',
  closed: KEPT,
};

export default async function PortalAccountPage({ searchParams }: PageProps<'/portal/account'>) {
  const ctx = await guardOwnerPage('portal.read');
  const asked = await searchParams;
  const [portal, { mayUseHostedLink }] = await orNotFound(
    () => Promise.all([readPortal(ctx), readOwnGrant(ctx)]),
    'portal.read',
  );
  const link = readParam(asked, 'link') ?? '';
  const { todo, detailsSubmitted } = portal;
  const isAsked = !detailsSubmitted || todo.overdue.length + todo.dueNow.length > 0;
  return (
    <div className="page">
      <PageHead title="Account" lead="Who you are, where your money goes, and what Stripe still asks for." />
      <div className="stack">
        {readParam(asked, 'from') === 'stripe' ? <RereadOnReturn /> : null}
        {Object.hasOwn(LINK_WORDS, link) ? (
          <Callout tone="held" title="Stripe’s page was not opened">
            <p>{LINK_WORDS[link]}</p>
          </Callout>
        ) : null}
        <PortalTodo todo={todo} detailsSubmitted={detailsSubmitted} isHere />
        <WithoutScript hosted={mayUseHostedLink} />
        <Embedded
          parts={isAsked ? [...SETTING_UP, ...(detailsSubmitted ? PARTS : [])] : PARTS}
          hosted={mayUseHostedLink}
        />
      </div>
    </div>
  );
}
