export * from './audit.ts';
export * from './connected-accounts.ts';
export * from './floor.ts';
export * from './ledger.ts';
export * from './payouts.ts';
export * from './people.ts';
export * from './stripe-events.ts';
export * from './tables.ts';
