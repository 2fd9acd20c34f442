import { fileKind, type MediaType } from './file-kind.ts';
import { fileName } from './file-name.ts';

/** As the database's own check says. */
export const FILE_BYTES_MAX = 5 * 1024 * 1024;
export const FILES_MAX = 3;

export type SentFile = { readonly name: string; readonly bytes: Uint8Array };
export type CheckedFile = SentFile & { readonly mediaType: MediaType };

/** The files, each with what it is; or the sentence that says which cannot be taken and what to send instead. */
export function checkFiles(sent: readonly SentFile[]): { files: CheckedFile[] } | { fault: string } {
  if (sent.length > FILES_MAX) return { fault: `Send at most ${String(FILES_MAX)} files with one answer.` };
  const files: CheckedFile[] = [];
  for (const { name, bytes } of sent) {
    const shown = name.slice(0, 60);
    if (bytes.length === 0) return { fault: `“${shown}” is empty. Choose the file again.` };
    if (bytes.length > FILE_BYTES_MAX)
      return {
        fault: `“${shown}” is larger than 5 MB. Send a smaller copy, such as a photo of lower quality.`,
      };
    const mediaType = fileKind(bytes);
    if (mediaType === null)
      return { fault: `“${shown}” is no PDF, JPEG or PNG file, or was cut off. Send it as one of these.` };
    files.push({ name: fileName(name, mediaType), bytes, mediaType });
  }
  return { files };
}
