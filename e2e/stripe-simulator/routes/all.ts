import { Router } from '../router.ts';
import { accountRoutes } from './accounts.ts';
import { accountSessionRoutes } from './account-sessions.ts';
import { applicationFeeRoutes } from './application-fees.ts';
import { balanceRoutes } from './balance.ts';
import { balanceTransactionRoutes } from './balance-transactions.ts';
import { chargeRoutes } from './charges.ts';
import { disputeRoutes } from './disputes.ts';
import { earlyFraudWarningRoutes } from './early-fraud-warnings.ts';
import { eventRoutes } from './events.ts';
import { externalAccountRoutes } from './external-accounts.ts';
import { paymentIntentRoutes } from './payment-intents.ts';
import { payoutRoutes } from './payouts.ts';
import { refundRoutes } from './refunds.ts';
import { topupRoutes } from './topups.ts';
import { transferRoutes } from './transfers.ts';
import { v2AccountRoutes } from './v2-accounts.ts';
import { webhookEndpointRoutes } from './webhook-endpoints.ts';

export function apiRouter(): Router {
  return new Router([
    ...accountRoutes,
    ...accountSessionRoutes,
    ...applicationFeeRoutes,
    ...balanceRoutes,
    ...balanceTransactionRoutes,
    ...chargeRoutes,
    ...disputeRoutes,
    ...earlyFraudWarningRoutes,
    ...eventRoutes,
    ...externalAccountRoutes,
    ...paymentIntentRoutes,
    ...payoutRoutes,
    ...refundRoutes,
    ...topupRoutes,
    ...transferRoutes,
    ...v2AccountRoutes,
    ...webhookEndpointRoutes,
  ]);
}
