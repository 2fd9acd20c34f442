import type { Metadata } from 'next';
import type { ComponentProps, ReactNode } from 'react';
import {
  CURSOR_REFUSED,
  presentParams,
  readOneOf,
  readParam,
  type RawSearchParams,
} from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { listHref } from '#components/data-table/list-href.ts';
import { Notices } from '#components/data-table/notices.tsx';
import { StatusTabs } from '#components/data-table/status-tabs.tsx';
import { InvitationList } from '#components/onboarding/invitation-list.tsx';
import { PART_WORDS } from '#components/onboarding/invitation-words.ts';
import { InviteSellerForm } from '#components/onboarding/invite-seller-form.tsx';
import { RegionRules } from '#components/onboarding/region-rules.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { Pager } from '#components/ui/pager.tsx';
import { SkeletonParts } from '#components/ui/skeletons.tsx';
import { QueryForm } from '#components/ui/query-form.tsx';
import { EmptyState } from '#components/ui/states.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import type { Context } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import { countSellerInvitations, listSellerInvitations } from '#lib/onboarding/invitation-queries.ts';
import {
  BUSINESS_TYPES,
  ONBOARDING_POLICY_VERSION,
  regionRules,
  WAYS_TO_MAKE,
} from '#lib/onboarding/rules/onboarding-policy.ts';
import { INVITATION_PARTS } from '#lib/onboarding/types.ts';
import { readPageRequest } from '#lib/paging.ts';
import { inviteSellerAction, revokeSellerInvitationAction, sendSellerAccountAction } from './actions.ts';

export const metadata: Metadata = { title: 'Invitations' };

const rulesHere = () => regionRules(env().PLATFORM_COUNTRY);

const ACTIONS = {
  send: sendSellerAccountAction,
  revoke: revokeSellerInvitationAction,
};

const PATH = '/connected-accounts/invitations';
const CHOICES = INVITATION_PARTS.filter((part) => part !== 'all');

export default async function InvitationsPage(props: PageProps<'/connected-accounts/invitations'>) {
  const ctx = await guardPage('sellers.read');
  const isMailed = env().SMTP_URL !== undefined;
  const mayInvite = permissionsOf(ctx.actor).includes('sellers.invite');
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/connected-accounts', label: 'Connected accounts' }]}
        title="Invitations"
        lead="Who was asked to sign in: to an account that is made for them at Stripe, or to one that is there."
      />
      {mayInvite ? (
        <Section
          id="invite"
          first
          title="Invite a seller"
          lead="They get one account at Stripe, which pays out only when Sluice asks. The terms follow from the country; Stripe is asked once, and read back before anybody is let in."
        >
          <InviteSellerForm
            action={inviteSellerAction}
            countries={rulesHere().flatMap(({ countries }) => countries)}
            businessTypes={BUSINESS_TYPES}
            isMailed={isMailed}
          />
        </Section>
      ) : null}
      <Patiently
        fallback={
          <SkeletonParts
            label="Reading who was invited"
            main={[
              ['Invited', 12],
              ['Where whom, on which terms', 8],
            ]}
          />
        }
      >
        {drawInvited({
          ctx,
          raw: await props.searchParams,
          actions: mayInvite ? { ...ACTIONS, isMailed } : null,
        })}
      </Patiently>
    </div>
  );
}

/** Page by page, by where they stand or by address; and on which terms, which would move if it stood there before. */
async function drawInvited({
  ctx,
  raw,
  actions,
}: {
  ctx: Context;
  raw: RawSearchParams;
  actions: ComponentProps<typeof InvitationList>['actions'];
}): Promise<ReactNode> {
  const notices: string[] = [];
  const chosen = readOneOf(raw, 'part', CHOICES, notices);
  const part = chosen ?? 'all';
  const email = readParam(raw, 'email');
  const size = readParam(raw, 'size');
  const request = readPageRequest(
    { list: 'seller-invitations', filter: { part, email } },
    { cursor: readParam(raw, 'cursor'), size },
  );
  if (request.isCursorRefused) notices.push(CURSOR_REFUSED);
  const [page, counts] = await Promise.all([
    listSellerInvitations(ctx, { part, email: email ?? null }, request),
    countSellerInvitations(ctx),
  ]);
  const params = presentParams({ part: chosen, email, size });
  const at = (cursor: string | null) => (cursor === null ? null : listHref(PATH, params, { cursor }));
  return (
    <>
      <Section id="invited" first={actions === null} title="Invited">
        <Notices texts={notices} />
        <StatusTabs
          path={PATH}
          params={params}
          name="part"
          label="Which invitations"
          all={PART_WORDS.all.tab}
          choices={CHOICES.map((value) => ({
            value,
            label: PART_WORDS[value].tab,
            count:
              value === 'stuck' || value === 'invited' ? { count: counts[value], isCapped: false } : null,
          }))}
        />
        <QueryForm
          path={PATH}
          name="email"
          label="The address that an invitation went to"
          placeholder="name@example.com"
          text={email}
          lengthMax={320}
          keep={{ part: chosen }}
        />
        {page.rows.length === 0 ? (
          <EmptyState
            title={email === undefined ? PART_WORDS[part].empty : `Nobody here has the address ${email}`}
          />
        ) : (
          <>
            <InvitationList invitations={page.rows} actions={actions} />
            <Pager
              firstHref={page.previousCursor === null ? null : listHref(PATH, params, {})}
              newerHref={at(page.previousCursor)}
              olderHref={at(page.nextCursor)}
              summary={`${String(page.rows.length)} shown, the newest first`}
            />
          </>
        )}
      </Section>
      <Section
        id="policy"
        title="Where whom, on which terms"
        lead="A country that no rule names is not invited."
        aside={`version ${ONBOARDING_POLICY_VERSION}`}
      >
        <RegionRules rules={rulesHere()} ways={WAYS_TO_MAKE} />
      </Section>
    </>
  );
}
