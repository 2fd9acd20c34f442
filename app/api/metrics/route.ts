import { hasBearerToken } from '#app/_edge/bearer-token.ts';
import { jobContext } from '#lib/context.ts';
import { env } from '#lib/env.ts';
import { readMetrics } from '#lib/overview/metrics.ts';
import { toPrometheusText } from '#lib/overview/prometheus.ts';

/** Prometheus text for whoever has METRICS_TOKEN; without the variable there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const { METRICS_TOKEN } = env();
  if (METRICS_TOKEN === undefined) return new Response('Not found', { status: 404 });
  if (!hasBearerToken(request.headers, METRICS_TOKEN)) {
    return new Response('Unauthorized', { status: 401, headers: { 'www-authenticate': 'Bearer' } });
  }
  return new Response(toPrometheusText(await readMetrics(jobContext('metrics'))), {
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8', 'cache-control': 'no-store' },
  });
}
