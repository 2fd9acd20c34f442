import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Saved, Simulator } from './simulator.ts';

const SAVE_EVERY_MS = 5000;

/** What a data file holds, or undefined when there is none yet. */
export async function loadSaved(file: string): Promise<Saved | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Saved;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Saves every few seconds when something changed. The answer saves once more and stops. */
export function startSaving(simulator: Simulator, file: string): () => Promise<void> {
  let savedChanges = simulator.changes;
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    if (simulator.changes === savedChanges) return writing;
    savedChanges = simulator.changes;
    const text = JSON.stringify(simulator.save());
    writing = writing.then(() => replace(file, text));
    return writing;
  };
  const timer = setInterval(() => {
    void save();
  }, SAVE_EVERY_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await save();
  };
}

// Written beside and renamed, so that a killed process leaves the last whole file.
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
}
