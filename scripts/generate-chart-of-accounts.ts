import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { CHART_OF_ACCOUNTS, type LedgerAccount } from '#lib/ledger/chart-of-accounts.ts';

/** Where the generated page lives, from the working directory. */
export const CHART_OF_ACCOUNTS_PATH = join('docs', 'chart-of-accounts.md');

const CLASS_TITLES: Record<LedgerAccount['class'], string> = {
  asset: 'Assets: where the money is',
  liability: 'Liabilities: whose money it is',
  income: 'Income',
  expense: 'Expenses',
  suspense: 'Suspense',
};

const INTRODUCTION = `# Chart of accounts

Generated from \`lib/ledger/chart-of-accounts.ts\` by \`node scripts/generate-chart-of-accounts.ts\`; do not edit by hand.

There is one book for the platform and one for each connected account, each per currency, all with these numbers. In a
connected account's book the assets say where the money is at Stripe and the liabilities say that it is owed to the seller,
so fees make the liability smaller. In the platform's book fees are expenses. A balance transaction is booked in its
own currency; a conversion is two balance transactions in two books or currencies, so no entry ever mixes currencies.`;

/** The page as it must be committed. */
export async function chartOfAccountsMarkdown(): Promise<string> {
  const sections = Object.entries(CLASS_TITLES).map(([accountClass, title]) => {
    const rows = CHART_OF_ACCOUNTS.filter((account) => account.class === accountClass).map(
      ({ code, name, normalSide, explanation }) =>
        `| ${String(code)} | ${name} | ${normalSide} | ${explanation} |`,
    );
    return `## ${title}\n\n| Number | Name | Normal side | What stands here |\n|---|---|---|---|\n${rows.join('\n')}`;
  });
  const options = await resolveConfig(CHART_OF_ACCOUNTS_PATH);
  return format([INTRODUCTION, ...sections].join('\n\n'), { ...options, parser: 'markdown' });
}

/** The statement that brings `ledger_accounts` to the constant; a changed chart needs a new migration with it. */
function chartOfAccountsSql(): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const rows = CHART_OF_ACCOUNTS.map(
    (account) =>
      `  (${String(account.code)}, ${quoted(account.name)}, ${quoted(account.class)}, ${quoted(account.normalSide)}, ${quoted(account.explanation)})`,
  );
  return `INSERT INTO ledger_accounts (code, name, class, normal_side, explanation) VALUES
${rows.join(',\n')}
ON CONFLICT (code) DO UPDATE SET name = excluded.name, class = excluded.class,
  normal_side = excluded.normal_side, explanation = excluded.explanation;
`;
}

async function main(): Promise<void> {
  if (process.argv.includes('--sql')) {
    process.stdout.write(chartOfAccountsSql());
    return;
  }
  const wanted = await chartOfAccountsMarkdown();
  if (!process.argv.includes('--check')) {
    await writeFile(CHART_OF_ACCOUNTS_PATH, wanted);
    return;
  }
  if ((await readFile(CHART_OF_ACCOUNTS_PATH, 'utf8')) !== wanted) {
    process.stderr.write(
      `${CHART_OF_ACCOUNTS_PATH} is not what the code says. Run: node scripts/generate-chart-of-accounts.ts\n`,
    );
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
