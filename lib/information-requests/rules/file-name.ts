import { ENDINGS, type MediaType } from './file-kind.ts';

/** In code points, not in UTF-16 units: half of an emoji is no character. */
const NAME_LENGTH_MAX = 100;

/**
 * A name under which a file is kept and handed out: no folder, nothing that a file system, a header or a screen takes for
 * something else, and the ending of what it is.
 */
export function fileName(given: string, mediaType: MediaType): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    // Control and direction characters make a name read as another one.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}"<>:|?*%;]/gu, '')
    .replace(/(?:\.[\p{L}\p{N}]{1,8})+$/u, '')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+/, '')
    .trim();
  const short = Array.from(plain).slice(0, NAME_LENGTH_MAX).join('').trim();
  return `${short === '' ? 'file' : short}.${ENDINGS[mediaType]}`;
}
