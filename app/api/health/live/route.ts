/** The process answers. Nothing else is asked, so that a slow database never restarts a healthy process. */
export function GET(): Response {
  return Response.json({ status: 'ok' }, { headers: { 'cache-control': 'no-store' } });
}
