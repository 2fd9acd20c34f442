import { sql, stripe } from './stack-under-test.ts';

type Line = {
  entry: string;
  kind: string;
  purpose: string;
  code: number;
  name: string;
  side: string;
  amount: bigint;
  component: string;
};
type Balance = { code: number; name: string; balance: bigint };

function decimal(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const width = (index: number) => Math.max(...all.map((row) => row[index]?.length ?? 0));
  const line = (row: string[]) => `| ${row.map((cell, index) => cell.padEnd(width(index))).join(' | ')} |`;
  return [
    line(head),
    `| ${head.map((_, index) => '-'.repeat(width(index))).join(' | ')} |`,
    ...rows.map(line),
  ].join('\n');
}

/** Writes down what the ledger holds of one seller after each step. Ids and times differ from run to run and stay out. */
export class StoryOfMoney {
  readonly #sellerId: string;
  readonly #told = new Set<string>();
  readonly #chapters: string[] = [];

  constructor(sellerId: string) {
    this.#sellerId = sellerId;
  }

  /** Adds a chapter: the entries that are new since the last one, and the balances after them. */
  async tell(title: string, why: string): Promise<void> {
    const lines = (await this.#lines()).filter(({ entry }) => !this.#told.has(entry));
    for (const { entry } of lines) this.#told.add(entry);
    const entries =
      lines.length === 0
        ? 'No entry.'
        : table(
            ['Entry', 'Ledger account', 'Component', 'Debit', 'Credit'],
            lines.map(({ kind, purpose, code, name, component, side, amount }) => [
              `${kind}, ${purpose}`,
              `${String(code)} ${name}`,
              component,
              side === 'debit' ? decimal(amount) : '',
              side === 'credit' ? decimal(amount) : '',
            ]),
          );
    const balances = table(
      ['Ledger account', 'Balance'],
      (await this.#balances()).map(({ code, name, balance }) => [
        `${String(code)} ${name}`,
        decimal(balance),
      ]),
    );
    this.#chapters.push(
      `## ${String(this.#chapters.length + 1)} ${title}\n\n${why}\n\n${entries}\n\n${balances}\n`,
    );
  }

  /** Buckets in which the ledger and Stripe's Balance object differ; empty when they agree to the cent. */
  async differenceFromStripe(): Promise<string[]> {
    const balance = await stripe.balance.retrieve({}, { stripeAccount: this.#sellerId });
    const sum = (buckets: { amount: number; currency: string }[]) =>
      BigInt(
        buckets.filter(({ currency }) => currency === 'eur').reduce((total, { amount }) => total + amount, 0),
      );
    const ours = new Map((await this.#balances()).map((row) => [row.code, row.balance]));
    const pairs = [
      ['available', ours.get(1100) ?? 0n, sum(balance.available)],
      ['pending', ours.get(1110) ?? 0n, sum(balance.pending)],
    ] as const;
    return pairs
      .filter(([, left, right]) => left !== right)
      .map(([name, left, right]) => `${name}: ${left} and ${right}`);
  }

  markdown(): string {
    return [
      '# The life of a payout\n',
      'Written by `e2e/flows/life-of-a-payout.spec.ts`, which drives the real webhook, worker, ledger and page; a test fails when',
      'this page and the ledger differ. One seller’s book in EUR; every entry balances.\n',
      ...this.#chapters,
    ].join('\n');
  }

  #lines(): Promise<Line[]> {
    return sql<Line[]>`
      select entry.journal_entry_id as entry, entry.kind, entry.purpose, line.ledger_account_code as code, chart.name, line.side,
             line.amount, line.component
      from postings line
      join journal_entries entry using (journal_entry_id, occurred_at)
      join ledger_accounts chart on chart.code = line.ledger_account_code
      where line.connected_account_id = ${this.#sellerId}
      order by entry.effective_at, entry.purpose desc, entry.kind, line.line`;
  }

  #balances(): Promise<Balance[]> {
    return sql<Balance[]>`
      select chart.code, chart.name,
             case chart.normal_side when 'debit' then debits - credits else credits - debits end as balance
      from ledger_balances join ledger_accounts chart on chart.code = ledger_account_code
      where connected_account_id = ${this.#sellerId} and currency = 'eur'
      order by chart.code`;
  }
}
