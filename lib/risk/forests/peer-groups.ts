import { peerWords } from './category-words.ts';

/** Of fewer accounts on the whole platform a place among them says nothing. */
export const PLATFORM_PEERS_MIN = 20;

/** What an account is compared by. */
export type Peer = {
  readonly connectedAccountId: string;
  readonly country: string | null;
  readonly category: string | null;
};

export type PeerGroup<Row extends Peer> = {
  /** `DE 5462`, `DE`, or `*` for all: as the database looks for it, the longest first (`risk_forest_of`). */
  readonly name: string;
  readonly words: string;
  readonly accounts: number;
  /** In the order in which they were given. */
  readonly rows: readonly Row[];
};

/**
 * Pure: who is compared with whom. A country and category where there are enough accounts of both, a country where there are enough
 * of it, and all of them for everybody else. In the order of their names.
 * @param least accounts that make a group of their own
 */
export function peerGroups<Row extends Peer>(rows: readonly Row[], least: number): PeerGroup<Row>[] {
  const groups = [
    group(null, null, rows, PLATFORM_PEERS_MIN),
    ...[...Map.groupBy(rows, ({ country }) => country)].flatMap(([country, ofCountry]) =>
      country === null
        ? []
        : [
            group(country, null, ofCountry, least),
            ...[...Map.groupBy(ofCountry, ({ category }) => category)].map(([category, ofBoth]) =>
              category === null ? [] : group(country, category, ofBoth, least),
            ),
          ],
    ),
  ].flat();
  return groups.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function group<Row extends Peer>(
  country: string | null,
  category: string | null,
  rows: readonly Row[],
  least: number,
): PeerGroup<Row>[] {
  const accounts = new Set(rows.map(({ connectedAccountId }) => connectedAccountId)).size;
  if (accounts < least) return [];
  const name = country === null ? '*' : category === null ? country : `${country} ${category}`;
  return [{ name, words: peerWords(country, category), accounts, rows }];
}
