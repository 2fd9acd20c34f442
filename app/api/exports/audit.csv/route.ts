import { exportResponse } from '#app/(dashboard)/audit/export-response.ts';

/** Exactly the filter's rows as a table for people. */
export function GET(request: Request): Promise<Response> {
  return exportResponse(request, 'csv');
}
