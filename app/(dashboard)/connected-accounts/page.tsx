import type { Metadata } from 'next';
import { guardPage } from '#app/_edge/page-guard.ts';
import { ListPage } from '../_lists/list-page.tsx';
import { CONNECTED_ACCOUNT_SCREEN } from './screen.tsx';

export const metadata: Metadata = { title: CONNECTED_ACCOUNT_SCREEN.title };

export default async function ConnectedAccountsPage(props: PageProps<'/connected-accounts'>) {
  const ctx = await guardPage('connected_accounts.read');
  return <ListPage ctx={ctx} given={await props.searchParams} screen={CONNECTED_ACCOUNT_SCREEN} />;
}
