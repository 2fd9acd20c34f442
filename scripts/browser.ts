import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

type LaunchOptions = { executablePath: string; args: string[]; env: Record<string, string> };

/**
 * What Playwright needs to start a browser: `CHROMIUM_PATH`, or the Chromium that npm installed, which is unpacked once.
 * @returns `launchOptions` for Playwright
 */
export async function browserLaunchOptions(): Promise<LaunchOptions> {
  // The package's own arguments switch off web security and site isolation, which would void every security test.
  const args = ['--no-sandbox', '--disable-dev-shm-usage'];
  const given = process.env['CHROMIUM_PATH'];
  if (given !== undefined && given !== '') return { executablePath: given, args, env: definedEnvironment() };
  const folder = resolve('.data/browser');
  await mkdir(folder, { recursive: true });
  const before = { ...process.env };
  // Set before the import, which reads it: the package then also unpacks the shared libraries that a bare machine lacks.
  Object.assign(process.env, { AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x', TMPDIR: folder });
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    const executablePath = await chromium.executablePath();
    const libraries = {
      LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
      FONTCONFIG_FILE: await writeFontConfiguration(folder),
    };
    return { executablePath, args, env: { ...definedEnvironment(), ...libraries } };
  } finally {
    // The browser's libraries and temporary folder are no business of the servers that the tests start.
    for (const name of ['AWS_LAMBDA_JS_RUNTIME', 'TMPDIR', 'LD_LIBRARY_PATH', 'FONTCONFIG_PATH', 'HOME'])
      restore(name, before[name]);
  }
}

/** The package's own names fixed folders; a browser that finds no font at all draws no text and may crash. */
async function writeFontConfiguration(folder: string): Promise<string> {
  const path = join(folder, 'fonts.conf');
  const directories = [join(folder, 'fonts'), '/usr/share/fonts'].map(
    (directory) => `<dir>${directory}</dir>`,
  );
  await writeFile(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${directories.join('')}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>
`,
  );
  return path;
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}
