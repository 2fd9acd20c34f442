/** One version of a text that decides, with the names of those who wrote and published it. */
export type TextVersion = {
  readonly versionId: string;
  readonly version: number;
  readonly text: string;
  readonly textHash: string;
  readonly state: 'draft' | 'published' | 'withdrawn';
  readonly writtenBy: string;
  readonly writtenByName: string;
  readonly writtenAt: Date;
  readonly publishedByName: string | null;
  readonly publishedAt: Date | null;
};
