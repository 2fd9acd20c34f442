import { jobContext } from '../../context.ts';
import { fetchInvitedAccounts } from '../../onboarding/fetch-invited-accounts.ts';
import type { JobHandler } from '../job-handler.ts';

/** Looks at Stripe for accounts of invitations whose outcome nobody knows. */
export const fetchInvitedAccountsJob: JobHandler<'fetch-invited-accounts'> = async () => {
  await fetchInvitedAccounts(jobContext('fetch-invited-accounts'));
};
