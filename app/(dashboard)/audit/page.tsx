import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { AuditHead } from '#components/audit/audit-head.tsx';
import { BundleLink } from '#components/audit/bundle-link.tsx';
import { isoDay } from '#components/ui/format-instant.ts';
import { getAuditHead } from '#lib/audit/queries.ts';
import { withDefaultView } from '../_lists/default-view.ts';
import { ListPage } from '../_lists/list-page.tsx';
import { AUDIT_SCREEN } from './screen.tsx';
import { readAuditListRequest } from './search-params.ts';

export const metadata: Metadata = { title: AUDIT_SCREEN.title };

export default async function AuditPage(props: PageProps<'/audit'>) {
  const ctx = await guardPage('audit.read');
  const given = await props.searchParams;
  const [head, { zone }, { raw }] = await Promise.all([
    getAuditHead(ctx),
    readPreferences(),
    withDefaultView(ctx, 'audit', given),
  ]);
  const { params, problems } = readAuditListRequest(raw, { zone, today: isoDay(ctx.now, zone) });
  return (
    <ListPage ctx={ctx} given={given} screen={AUDIT_SCREEN}>
      <div className="audit-foot">
        <AuditHead head={head} />
        {problems.length > 0 ? null : <BundleLink query={params['q']} />}
      </div>
    </ListPage>
  );
}
