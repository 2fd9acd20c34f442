import type { SegmentView } from '#lib/connected-accounts/types.ts';
import type { Tone } from '../ui/badge.tsx';

type Band = SegmentView['band'];

const WORDS: Record<Band, { word: string; tone: Tone | undefined }> = {
  low: { word: 'Low risk', tone: undefined },
  medium: { word: 'Medium risk', tone: undefined },
  high: { word: 'High risk', tone: 'held' },
  severe: { word: 'Severe risk', tone: 'failed' },
};

export const bandWords = (band: Band): { word: string; tone: Tone | undefined } => WORDS[band];

/** Hundredths of a percent as a percentage: `0.02 %`. */
export function lossInWords(basisPoints: number): string {
  return `${(basisPoints / 100).toFixed(2)} %`;
}
