import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { InvitationList } from '#components/onboarding/invitation-list.tsx';
import { InviteSellerForm } from '#components/onboarding/invite-seller-form.tsx';
import { RegionRules } from '#components/onboarding/region-rules.tsx';
import { Section } from '#components/ui/card.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { permissionsOf } from '#lib/auth/authorize.ts';
import { env } from '#lib/env.ts';
import { listSellerInvitations } from '#lib/onboarding/invitation-queries.ts';
import {
  BUSINESS_TYPES,
  ONBOARDING_POLICY_VERSION,
  REGION_RULES,
} from '#lib/onboarding/rules/onboarding-policy.ts';
import {
  inviteSellerAction,
  revokeSellerInvitationAction,
  sendOwnerLinkAction,
  sendSellerAccountAction,
} from './actions.ts';

export const metadata: Metadata = { title: 'Invitations' };

const COUNTRIES = REGION_RULES.flatMap(({ countries }) => countries);

export default async function InvitationsPage() {
  const ctx = await guardPage('sellers.read');
  const invitations = await listSellerInvitations(ctx);
  const isMailed = env().SMTP_URL !== undefined;
  const mayInvite = permissionsOf(ctx.actor).includes('sellers.invite');
  return (
    <div className="page settings">
      <PageHead
        crumbs={[{ href: '/connected-accounts', label: 'Connected accounts' }]}
        title="Invitations"
        lead="Who is to sell on the platform. Each gets one account at Stripe, which pays out only when Sluice asks."
      />
      {mayInvite ? (
        <Section
          id="invite"
          first
          title="Invite a seller"
          lead="The terms follow from the country; Stripe is asked once, and read back before anybody is let in."
        >
          <InviteSellerForm
            action={inviteSellerAction}
            countries={COUNTRIES}
            businessTypes={BUSINESS_TYPES}
            isMailed={isMailed}
          />
        </Section>
      ) : null}
      <Section id="invited" first={!mayInvite} title="Invited" aside={String(invitations.length)}>
        <InvitationList
          invitations={invitations}
          actions={
            mayInvite
              ? {
                  send: sendSellerAccountAction,
                  sendOwnerLink: sendOwnerLinkAction,
                  revoke: revokeSellerInvitationAction,
                  isMailed,
                }
              : null
          }
        />
      </Section>
      <Section
        id="policy"
        title="Where whom, on which terms"
        lead="A country that no rule names is not invited."
        aside={`version ${ONBOARDING_POLICY_VERSION}`}
      >
        <RegionRules rules={REGION_RULES} />
      </Section>
    </div>
  );
}
