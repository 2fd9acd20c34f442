/**
 * How long a claim holds without being renewed. The events of a killed worker are due again after it, by the
 * database's clock: no worker's clock decides.
 */
export const LEASE_SECONDS = 30;
