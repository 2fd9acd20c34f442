import { readReadiness } from '#lib/overview/readiness.ts';

const SERVICE_UNAVAILABLE = 503;

/** Whether this process should get requests, and why not. Holds no secret, no name and no amount. */
export async function GET(): Promise<Response> {
  const readiness = await readReadiness();
  return Response.json(readiness, {
    status: readiness.status === 'error' ? SERVICE_UNAVAILABLE : 200,
    headers: { 'cache-control': 'no-store' },
  });
}
