import { existsSync, readFileSync } from 'node:fs';

/** Whether a process with this id runs, whoever owns it. A dead one that its parent has not yet collected does not. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !hasLinuxProcessEnded(pid);
}

function hasLinuxProcessEnded(pid: number): boolean {
  if (!existsSync('/proc/self/stat')) return false;
  try {
    // The state stands behind the program's name, which is in brackets and may hold anything.
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch {
    // It ended between the two looks.
    return true;
  }
}
