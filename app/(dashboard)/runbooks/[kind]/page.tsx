import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { guardPage } from '#app/_edge/page-guard.ts';
import { parseRunbook } from '#components/runbooks/parse-runbook.ts';
import { RunbookText, Sentence } from '#components/runbooks/runbook-text.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { readRunbook } from '#lib/observability/read-runbook.ts';

export const metadata: Metadata = { title: 'Runbook' };

export default async function RunbookPage(props: PageProps<'/runbooks/[kind]'>) {
  await guardPage('overview.read');
  const { kind } = await props.params;
  const text = await readRunbook(kind);
  if (text === null) notFound();
  const { title, lead, sections } = parseRunbook(text);
  return (
    <div className="page">
      <PageHead
        title={title}
        lead={lead.map((sentence) => (
          <Sentence key={JSON.stringify(sentence)} pieces={sentence} />
        ))}
        crumbs={
          kind.startsWith('promise-')
            ? [{ href: '/ledger/invariants', label: 'Promises' }]
            : [{ href: '/alarms', label: 'Alarms' }]
        }
      />
      <RunbookText sections={sections} />
    </div>
  );
}
