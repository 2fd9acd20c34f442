/** Told by the database whenever a payout request, a decision or a hold changes. Open pages then ask again what they show. */
export const PAYOUT_CONTROL_CHANNEL = 'sluice_payout_control';
