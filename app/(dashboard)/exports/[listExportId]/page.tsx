import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { guardPage, orNotFound } from '#app/_edge/page-guard.ts';
import { Patiently } from '#app/_edge/patiently.tsx';
import { ExportProgress } from '#components/data-table/export-progress.tsx';
import { ActionForm } from '#components/ui/action-form.tsx';
import { LinkButton } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { SkeletonOfOne } from '#components/ui/skeletons.tsx';
import { Time } from '#components/ui/time.tsx';
import { getListExport } from '#lib/tables/export-queries.ts';
import { findExportedList } from '#lib/tables/exported-lists.ts';
import { listPlace } from '../../_lists/list-places.ts';
import { stopListExportAction } from './actions.ts';

export const metadata: Metadata = { title: 'Export' };

export default async function ExportPage(props: PageProps<'/exports/[listExportId]'>) {
  const ctx = await guardPage('lists.export');
  const { listExportId } = await props.params;
  const found = orNotFound(() => getListExport(ctx, listExportId));
  return (
    <Patiently
      subject={found}
      fallback={<SkeletonOfOne crumbs={null} title="Export" label="Reading the export" main={[[null, 3]]} />}
    >
      {drawExport(listExportId, found)}
    </Patiently>
  );
}

async function drawExport(
  listExportId: string,
  reading: ReturnType<typeof getListExport>,
): Promise<ReactNode> {
  const found = await reading;
  const title = findExportedList(found.list)?.title ?? found.list;
  const place = listPlace(found.list, found);
  const isOpen = found.state === 'queued' || found.state === 'running';
  return (
    <div className="page">
      <PageHead
        title={`Export of ${title}`}
        lead={
          <>
            {found.query === '' ? 'All of them' : <span className="mono">{found.query}</span>}, asked for{' '}
            <Time at={found.createdAt} seconds />
            {found.state === 'stopped' ? null : (
              <>
                , kept until <Time at={found.expiresAt} />
              </>
            )}
            .
          </>
        }
        crumbs={place === null ? [] : [{ href: place.href, label: place.title }]}
      />
      <ExportProgress
        state={found.state}
        rowsWritten={found.rowsWritten}
        rowsExpected={found.rowsExpected}
        failure={found.failure}
        fileHref={`/api/exports/files/${listExportId}`}
      />
      <div className="export-actions">
        {isOpen ? (
          <ActionForm
            action={stopListExportAction}
            fields={{ listExportId }}
            label="Stop"
            pendingLabel="Stopping …"
          />
        ) : null}
        {place === null ? null : <LinkButton href={place.href}>Back to the list</LinkButton>}
      </div>
    </div>
  );
}
