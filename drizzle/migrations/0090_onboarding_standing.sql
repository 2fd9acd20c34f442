SET lock_timeout = '5s';--> statement-breakpoint
-- An account that was never completed stood among those that Stripe had restricted. In one rewrite, with its indexes.
ALTER TABLE "connected_accounts" ALTER COLUMN "lifecycle" SET EXPRESSION AS (case
          when deauthorized_at is not null then 'deauthorized'
          when disabled_reason like 'rejected.%' then 'rejected'
          when disabled_reason in ('under_review', 'listed', 'requirements.pending_verification') then 'in_review'
          when not (details_submitted or charges_enabled or payouts_enabled) and (disabled_reason is null
            or disabled_reason in ('requirements.past_due', 'action_required.requested_capabilities')) then 'onboarding'
          when disabled_reason is not null or not payouts_enabled then 'restricted'
          when current_deadline is not null or jsonb_typeof(future_requirements -> 'current_deadline') = 'number'
            or (jsonb_typeof(requirements -> 'past_due') = 'array' and requirements -> 'past_due' <> '[]') then 'restricted_soon'
          else 'enabled' end);
