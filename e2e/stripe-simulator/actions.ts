// Every action a caller may take, by the name it has on the Simulator object. Each takes the core first.
export { createAccountSession } from './resources/account-sessions.ts';
export {
  accountOf,
  addCapability,
  completeOnboarding,
  createAccount,
  deauthorizeAccount,
  newRecord,
  rejectAccount,
  setCapability,
  setFutureRequirements,
  setRequirements,
  unrejectAccount,
  updateAccount,
} from './resources/accounts.ts';
export { refundApplicationFee } from './resources/application-fees.ts';
export { runAutomaticPayouts } from './resources/automatic-payouts.ts';
export { updateBalanceSettings } from './resources/balance-settings.ts';
export { createCharge, createDeclinedCharge } from './resources/charges.ts';
export {
  closeDispute,
  createDispute,
  reinstateDisputeFunds,
  submitDispute,
  withdrawDisputeFunds,
} from './resources/disputes.ts';
export { createEarlyFraudWarning } from './resources/early-fraud-warnings.ts';
export {
  addBankAccount,
  removeExternalAccount,
  swapExternalAccount,
  updateExternalAccount,
} from './resources/external-accounts.ts';
export { selfPayout, setScheduleByHolder, swapBankAccountByHolder } from './resources/holder.ts';
export { confirmPaymentIntent, createPaymentIntent } from './resources/payment-intents.ts';
export {
  cancelPayout,
  completeReconciliation,
  failPayout,
  markPaid,
  pausePayouts,
  putInTransit,
  reversePayout,
  setTraceId,
  unpausePayouts,
} from './resources/payout-states.ts';
export { createPayout } from './resources/payouts.ts';
export { createRefund, failRefund } from './resources/refunds.ts';
export { holdReserve, releaseReserve } from './resources/reserves.ts';
export { createTopup, endTopup, succeedTopup } from './resources/topups.ts';
export { reverseTransfer } from './resources/transfer-reversals.ts';
export { createTransfer, updateTransfer } from './resources/transfers.ts';
export { addEndpoint } from './deliver.ts';
export { book } from './ledger.ts';
