import type Stripe from 'stripe';
import type { Core } from '../core.ts';
import { isPlatform } from '../core.ts';
import type { SourceType } from '../entities.ts';

type Amount = {
  amount: number;
  currency: string;
  source_types: { card?: number; bank_account?: number; fpx?: number };
};

/** The Balance object of one account, straight from the buckets. */
export function formatBalance(core: Core, owner: string): Stripe.Balance {
  const record = core.store.accounts.find(owner)?.row;
  const available = new Map<string, Amount>();
  const pending = new Map<string, Amount>();
  const home = record?.account.default_currency;
  if (home !== undefined) for (const side of [available, pending]) amountIn(side, home);
  for (const [key, bucket] of core.store.balances.get(owner) ?? []) {
    const [currency = '', sourceType = 'card'] = key.split('|');
    add(available, currency, sourceType as SourceType, bucket.available);
    add(pending, currency, sourceType as SourceType, bucket.pending);
  }
  const balance: Stripe.Balance = {
    object: 'balance',
    available: [...available.values()],
    livemode: core.livemode,
    pending: [...pending.values()],
  };
  const instant = instantAvailable(core, owner);
  if (instant.length > 0) balance.instant_available = instant;
  if (isPlatform(core, owner)) balance.connect_reserved = connectReserved(core, home ?? 'usd');
  return balance;
}

function amountIn(side: Map<string, Amount>, currency: string): Amount {
  let entry = side.get(currency);
  if (entry === undefined) {
    entry = { amount: 0, currency, source_types: { card: 0 } };
    side.set(currency, entry);
  }
  return entry;
}

function add(side: Map<string, Amount>, currency: string, sourceType: SourceType, amount: number): void {
  const entry = amountIn(side, currency);
  entry.amount += amount;
  entry.source_types[sourceType] = (entry.source_types[sourceType] ?? 0) + amount;
}

/** What an instant payout could take: card money, pending included, where a destination takes instant payouts. */
function instantAvailable(core: Core, owner: string): Stripe.Balance.InstantAvailable[] {
  const record = core.store.accounts.find(owner)?.row;
  const destinations = record?.account.external_accounts?.data ?? [];
  const result: Stripe.Balance.InstantAvailable[] = [];
  for (const [key, bucket] of core.store.balances.get(owner) ?? []) {
    const [currency = '', sourceType] = key.split('|');
    const amount = bucket.available + bucket.pending;
    if (sourceType !== 'card' || amount <= 0) continue;
    const eligible = destinations.filter(
      (destination) =>
        destination.currency === currency && destination.available_payout_methods?.includes('instant'),
    );
    if (eligible.length === 0) continue;
    result.push({
      amount,
      currency,
      net_available: eligible.map(({ id }) => ({ amount, destination: id, source_types: { card: amount } })),
      source_types: { card: amount },
    });
  }
  return result;
}

function connectReserved(core: Core, home: string): Stripe.Balance.ConnectReserved[] {
  const sums = new Map<string, number>([[home, 0]]);
  for (const [key, amount] of core.store.reservedFor) {
    const currency = key.split('|')[1] ?? home;
    sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
}
