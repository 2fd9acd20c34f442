import type { LinkedAccount } from '#lib/risk/types.ts';

/* The drawing is as wide as a phone; text in it keeps its size because it never grows beyond that. */
const WIDTH = 328;
const ROW = 30;
const OWN = { x: 8, width: 96 };
const OTHER_X = 196;
/** What fits into a node; the table has the whole name. */
const NAME_LENGTH_MAX = 18;
const OWN_NAME_LENGTH_MAX = 13;

type Node = { id: string; name: string; isFlagged: boolean; links: LinkedAccount[] };

function shortened(name: string, length: number): string {
  const characters = Array.from(name);
  return characters.length <= length
    ? name
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** An account once, by whatever it is linked. */
function nodesOf(linked: readonly LinkedAccount[]): Node[] {
  return [...Map.groupBy(linked, ({ connectedAccountId }) => connectedAccountId)].map(([id, links]) => ({
    id,
    name: links[0]?.accountName ?? id,
    isFlagged: links.some(({ openFlags }) => openFlags > 0),
    links,
  }));
}

/**
 * The account and those that share something with it, as lines: whole where money goes to the same bank account, broken where the
 * same cards pay. The table beneath says the same in words.
 */
export function LinkGraph({ name, linked }: { name: string; linked: readonly LinkedAccount[] }) {
  const nodes = nodesOf(linked);
  const height = Math.max(1, nodes.length) * ROW + 12;
  const middle = height / 2;
  return (
    <figure className="link-graph">
      <svg
        viewBox={`0 0 ${String(WIDTH)} ${String(height)}`}
        width={WIDTH}
        height={height}
        role="img"
        aria-label={`${name} and ${String(nodes.length)} linked accounts; the table says by what`}
      >
        {nodes.flatMap(({ id, links }, row) =>
          links.map(({ by }, link) => {
            const y = (row + 0.5) * ROW + 6 + (links.length > 1 ? (link === 0 ? -3 : 3) : 0);
            return (
              <path
                key={`${id} ${by}`}
                className={`link-${by}`}
                d={`M${String(OWN.x + OWN.width)} ${String(middle)} C150 ${String(middle)} 150 ${String(y)} ${String(OTHER_X)} ${String(y)}`}
              />
            );
          }),
        )}
        <g className="link-own">
          <rect x={OWN.x} y={middle - 12} width={OWN.width} height={24} rx={5} />
          <text x={OWN.x + OWN.width / 2} y={middle + 4} textAnchor="middle">
            {shortened(name, OWN_NAME_LENGTH_MAX)}
          </text>
        </g>
        {nodes.map(({ id, name: other, isFlagged }, row) => (
          <g key={id} className={isFlagged ? 'link-flagged' : undefined}>
            <circle cx={OTHER_X} cy={(row + 0.5) * ROW + 6} r={5} />
            <text x={OTHER_X + 10} y={(row + 0.5) * ROW + 10}>
              {shortened(other, NAME_LENGTH_MAX)}
            </text>
          </g>
        ))}
      </svg>
      <figcaption className="muted">
        Whole lines: the same bank account. Broken lines: the same cards. A red point is flagged itself.
      </figcaption>
    </figure>
  );
}
