import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { ListPage } from '../../_lists/list-page.tsx';
import { ENTRY_SCREEN } from './screen.tsx';

export const metadata: Metadata = { title: ENTRY_SCREEN.title };

export default async function JournalEntriesPage(props: PageProps<'/ledger/entries'>) {
  const ctx = await guardPage('ledger.read');
  return <ListPage ctx={ctx} given={await props.searchParams} screen={ENTRY_SCREEN} />;
}
