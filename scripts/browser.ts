import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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

/** For the names of sellers in Japan, which the browser's own font has no letters for. */
const JAPANESE = fileURLToPath(
  import.meta.resolve('@expo-google-fonts/sawarabi-gothic/400Regular/SawarabiGothic_400Regular.ttf'),
);

/** The package's own names fixed folders; a browser that finds no font at all draws no text and may crash. */
async function writeFontConfiguration(folder: string): Promise<string> {
  const path = join(folder, 'fonts.conf');
  const directories = [join(folder, 'fonts'), '/usr/share/fonts', dirname(JAPANESE)].map(
    (directory) => `<dir>${directory}</dir>`,
  );
  // A letter is drawn in the first of these that has it; without an order that may be the Japanese font for every letter.
  const inOrder = [
    match('<test name="family"><string>monospace</string></test>', ['DejaVu Sans Mono']),
    match('', ['Open Sans', 'DejaVu Sans']),
  ];
  await writeFile(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>${directories.join('')}${inOrder.join('')}<cachedir>${join(folder, 'fonts-cache')}</cachedir></fontconfig>
`,
  );
  return path;
}

function match(test: string, families: readonly string[]): string {
  const names = families.map((family) => `<string>${family}</string>`).join('');
  return `<match target="pattern">${test}<edit name="family" mode="append_last" binding="strong">${names}</edit></match>`;
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
