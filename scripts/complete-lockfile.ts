import { readFileSync, writeFileSync } from 'node:fs';

/*
 * A registry mirror may lack builds for systems that nobody here runs. npm then leaves them out of the lockfile, and
 * `npm ci` refuses that lockfile everywhere. Each is written back with the version that its parent demands and the
 * system it is for, so that other systems fetch it and this one skips it. Run after every `npm install`;
 * `--check` only says what is missing.
 */

type LockedPackage = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
};
type Lockfile = { packages: Record<string, LockedPackage> };

const LOCKFILE = 'package-lock.json';
const SYSTEMS = /(darwin|win32|linux|android|freebsd|openharmony|sunos|netbsd|openbsd|aix)/;
const PROCESSORS = /(arm64|x64|ia32|arm|riscv64|s390x|ppc64|loong64|mips64el)/;

function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> | null {
  const system = SYSTEMS.exec(name)?.[1];
  const processor = PROCESSORS.exec(name)?.[1];
  if (system === undefined || processor === undefined) return null;
  const libc = /musl/.test(name) ? 'musl' : /gnu/.test(name) ? 'glibc' : undefined;
  return {
    os: [system],
    cpu: [processor],
    ...(libc !== undefined && system === 'linux' ? { libc: [libc] } : {}),
  };
}

/** Entries that a parent in the lockfile demands and that stand nowhere in it, by their key. */
function missingEntries({ packages }: Lockfile): Map<string, LockedPackage> {
  const missing = new Map<string, LockedPackage>();
  for (const parent of Object.values(packages)) {
    for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
      const key = `node_modules/${name}`;
      const platform = platformOf(name);
      if (key in packages || platform === null) continue;
      missing.set(key, {
        version: version.replace(/^[~^]/, ''),
        ...(parent.dev ? { dev: true } : {}),
        optional: true,
        ...platform,
      });
    }
  }
  return missing;
}

/** Names of platform packages that the lockfile lacks; empty when `npm ci` works on every system. */
export function missingPlatformPackages(lockfile = LOCKFILE): string[] {
  return [...missingEntries(JSON.parse(readFileSync(lockfile, 'utf8')) as Lockfile).keys()];
}

function complete(): void {
  const lock = JSON.parse(readFileSync(LOCKFILE, 'utf8')) as Lockfile;
  const missing = missingEntries(lock);
  const entries = [...Object.entries(lock.packages), ...missing];
  lock.packages = Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
  writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${String(missing.size)} platform packages written into ${LOCKFILE}`);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const missing = missingPlatformPackages();
    if (missing.length > 0)
      console.error(
        `Missing from ${LOCKFILE}: ${missing.join(', ')}. Run: node scripts/complete-lockfile.ts`,
      );
    process.exitCode = missing.length > 0 ? 1 : 0;
  } else complete();
}
