import { exportResponse } from '#app/(dashboard)/audit/export-response.ts';

/** Exactly the filter's rows as a bundle that `npm run audit:verify -- --bundle` checks without a database. */
export function GET(request: Request): Promise<Response> {
  return exportResponse(request, 'bundle');
}
