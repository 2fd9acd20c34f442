import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findFreePort } from '#scripts/postgres/cluster.ts';
import { waitForHttp } from '#scripts/wait-for-http.ts';
import { NEXT } from '#scripts/web-build.ts';

const FILES = {
  'package.json': '{ "private": true, "type": "module" }',
  // The same root, so that both pages are made by the same Next and React.
  'next.config.mjs': `const root = ${JSON.stringify(resolve('.'))};
export default { turbopack: { root }, outputFileTracingRoot: root, reactCompiler: true, agentRules: false };`,
  // Next looks for these two in the folders above as well, and would find ours.
  'instrumentation.js': 'export function register() {}',
  'proxy.js': "export function proxy() {}\nexport const config = { matcher: '/nothing' };",
  'app/layout.jsx':
    'export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }',
  'app/page.jsx': 'export default function Page() { return <main>Nothing</main>; }',
};

/** Builds and serves a Next application of one page without any script of its own, beside ours. */
export async function startEmptyPage(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = resolve('.data/bench-web-empty');
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'app'), { recursive: true });
  for (const [path, text] of Object.entries(FILES)) await writeFile(join(folder, path), text);
  const options: SpawnOptions = {
    cwd: folder,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const next = resolve(NEXT);
  const build = spawn(process.execPath, [next, 'build'], options);
  await once(build, 'exit');
  if (build.exitCode !== 0) throw new Error('The empty page could not be built.');
  const port = String(await findFreePort());
  const server = spawn(process.execPath, [next, 'start', '--port', port, '--hostname', '127.0.0.1'], options);
  const ended = once(server, 'exit').then(() => 'The empty page ended by itself.');
  const url = `http://127.0.0.1:${port}/`;
  await waitForHttp(url, ended);
  return {
    url,
    stop: async () => {
      server.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
