import { guardPage } from '#app/_edge/page-guard.ts';

export default async function OverviewPage() {
  await guardPage('overview.read');
  return (
    <div className="page">
      <h1>Overview</h1>
    </div>
  );
}
