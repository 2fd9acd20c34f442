import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { wantedPort } from './port.ts';
import { isPortFree } from './postgres/cluster.ts';
import { isWebBuildCurrent, WEB_SERVER, WITHOUT_ENV_FILES } from './web-build.ts';

/** Serves the production build in this process; whatever would stop it is said before, once and without a stack. */
Object.assign(process.env, { NODE_ENV: 'production', ...WITHOUT_ENV_FILES });
const isDemo = process.env['SLUICE_DEMO'] === '1';
// Whatever the environment names, for example a container's own HOSTNAME: in the demo a name is enough to sign in.
if (isDemo) process.env['HOSTNAME'] = '127.0.0.1';
const refusal = await findRefusal();
if (refusal === null) {
  if (isDemo)
    console.log('SLUICE_DEMO=1 lets anybody sign in by name, so this listens on 127.0.0.1 and nowhere else.');
  await import('./print-into-log.ts');
  await import(pathToFileURL(resolve(WEB_SERVER)).href);
} else {
  if (refusal !== '') console.error(refusal);
  process.exitCode = 1;
}

/** Why the server cannot start, in words; empty when the check has said it itself. */
async function findRefusal(): Promise<string | null> {
  if (!existsSync(WEB_SERVER)) return 'There is no build yet. Run: npm run build';
  if (!(await isWebBuildCurrent()))
    return 'The build is older than the sources, or another Node made it. Run: npm run build';
  const check = fileURLToPath(new URL('check-environment.ts', import.meta.url));
  const { status } = spawnSync(process.execPath, ['--conditions=react-server', check], { stdio: 'inherit' });
  if (status !== 0) return '';
  const port = wantedPort();
  return (await isPortFree(port, process.env['HOSTNAME'] ?? '0.0.0.0'))
    ? null
    : `Port ${port} is taken. Set PORT to another one.`;
}
