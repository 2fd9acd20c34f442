import { assessSegmentsJob } from './handlers/assess-segments.ts';
import { backFillJob } from './handlers/back-fill.ts';
import { checkInvariantsJob } from './handlers/check-invariants.ts';
import { checkRiskCalibrationJob } from './handlers/check-risk-calibration.ts';
import { createMonthPartitionsJob } from './handlers/create-month-partitions.ts';
import { deliverMailJob } from './handlers/deliver-mail.ts';
import { deliverWebhooksJob } from './handlers/deliver-webhooks.ts';
import { escalateHoldsJob } from './handlers/escalate-holds.ts';
import { fetchInvitedAccountsJob } from './handlers/fetch-invited-accounts.ts';
import { foldKindCountsJob } from './handlers/fold-kind-counts.ts';
import { forgetDeliveryCountsJob } from './handlers/forget-delivery-counts.ts';
import { forgetStripeCallsJob } from './handlers/forget-stripe-calls.ts';
import { proposePayoutsJob } from './handlers/propose-payouts.ts';
import { estimateRunOffJob } from './handlers/estimate-run-off.ts';
import { growRiskForestsJob } from './handlers/grow-risk-forests.ts';
import { notifyJob } from './handlers/notify.ts';
import { refreshDueAvailabilityJob } from './handlers/refresh-due-availability.ts';
import { relistJob } from './handlers/re-list.ts';
import { sealAuditJob } from './handlers/seal-audit.ts';
import { sendAccountRejectionsJob } from './handlers/send-account-rejections.ts';
import { stopAtStripeJob } from './handlers/stop-at-stripe.ts';
import { sweepListExportsJob } from './handlers/sweep-list-exports.ts';
import { trainRiskModelJob } from './handlers/train-risk-model.ts';
import { watchBypassesJob } from './handlers/watch-bypasses.ts';
import { watchForgottenMoneyJob } from './handlers/watch-forgotten-money.ts';
import { watchPlatformCountryJob } from './handlers/watch-platform-country.ts';
import { watchStripeEventsJob } from './handlers/watch-stripe-events.ts';
import { writeListExportJob } from './handlers/write-list-export.ts';
import { defineJob, type DefinedJob } from './job-handler.ts';
import type { JobName } from './payloads.ts';

/** Every job's handler. What a job carries is in payloads.ts, how it is retried in queues.ts, when in schedule.ts. */
export const JOBS: Readonly<Record<JobName, DefinedJob>> = {
  'back-fill': defineJob('back-fill', backFillJob),
  're-list': defineJob('re-list', relistJob),
  'check-invariants': defineJob('check-invariants', checkInvariantsJob),
  'refresh-due-availability': defineJob('refresh-due-availability', refreshDueAvailabilityJob),
  'propose-payouts': defineJob('propose-payouts', proposePayoutsJob),
  'assess-segments': defineJob('assess-segments', assessSegmentsJob),
  'fetch-invited-accounts': defineJob('fetch-invited-accounts', fetchInvitedAccountsJob),
  'send-account-rejections': defineJob('send-account-rejections', sendAccountRejectionsJob),
  'watch-bypasses': defineJob('watch-bypasses', watchBypassesJob),
  'watch-forgotten-money': defineJob('watch-forgotten-money', watchForgottenMoneyJob),
  'watch-platform-country': defineJob('watch-platform-country', watchPlatformCountryJob),
  'watch-stripe-events': defineJob('watch-stripe-events', watchStripeEventsJob),
  'seal-audit': defineJob('seal-audit', sealAuditJob),
  'escalate-holds': defineJob('escalate-holds', escalateHoldsJob),
  'fold-kind-counts': defineJob('fold-kind-counts', foldKindCountsJob),
  'forget-stripe-calls': defineJob('forget-stripe-calls', forgetStripeCallsJob),
  'forget-delivery-counts': defineJob('forget-delivery-counts', forgetDeliveryCountsJob),
  'create-month-partitions': defineJob('create-month-partitions', createMonthPartitionsJob),
  'write-list-export': defineJob('write-list-export', writeListExportJob),
  'sweep-list-exports': defineJob('sweep-list-exports', sweepListExportsJob),
  notify: defineJob('notify', notifyJob),
  'deliver-mail': defineJob('deliver-mail', deliverMailJob),
  'deliver-webhooks': defineJob('deliver-webhooks', deliverWebhooksJob),
  'train-risk-model': defineJob('train-risk-model', trainRiskModelJob),
  'grow-risk-forests': defineJob('grow-risk-forests', growRiskForestsJob),
  'estimate-run-off': defineJob('estimate-run-off', estimateRunOffJob),
  'check-risk-calibration': defineJob('check-risk-calibration', checkRiskCalibrationJob),
  'stop-at-stripe': defineJob('stop-at-stripe', stopAtStripeJob),
};
