import { z } from 'zod';

const feeDetail = z.object({
  amount: z.int(),
  type: z.string().min(1),
  application: z.string().nullable(),
  description: z.string().nullable(),
});

/** A balance transaction as it may be recorded; see `BalanceTransactionRow`. */
export const balanceTransactionRow = z
  .object({
    balanceTransactionId: z.string().min(1),
    occurredAt: z.date(),
    connectedAccountId: z.string().min(1),
    currency: z.string().regex(/^[a-z]{3}$/),
    amount: z.bigint(),
    fee: z.bigint(),
    net: z.bigint(),
    feeDetails: z.array(feeDetail),
    type: z.string().min(1),
    reportingCategory: z.string(),
    balanceType: z.string().min(1),
    status: z.enum(['pending', 'available']),
    availableAt: z.date(),
    sourceId: z.string().nullable(),
    exchangeRate: z.string().nullable(),
    description: z.string().nullable(),
  })
  .refine(({ amount, fee, net }) => net === amount - fee, { error: 'net must be amount less fee' });
