import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { AnomalyTabs } from '#components/risk/anomaly-tabs.tsx';
import { ListPage } from '../_lists/list-page.tsx';
import { ANOMALY_SCREEN } from './screen.tsx';

export const metadata: Metadata = { title: ANOMALY_SCREEN.title };

export default async function AnomaliesPage(props: PageProps<'/anomalies'>) {
  const ctx = await guardPage('risk.read');
  return (
    <ListPage
      ctx={ctx}
      given={await props.searchParams}
      screen={ANOMALY_SCREEN}
      isHeld
      tabs={<AnomalyTabs current="flags" />}
    />
  );
}
