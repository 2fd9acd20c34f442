const SINGLE = [
  [['j', 'k'], 'next and previous row, or item of the open panel'],
  [['x'], 'select the row'],
  [['/'], 'go to the filter or the search'],
  [['?'], 'all keys of a list'],
] as const;

const ALWAYS = [
  [['⌘ K', 'Ctrl K'], 'search, from everywhere'],
  [['↵'], 'open the row that has the focus'],
  [['Esc'], 'close the panel'],
] as const;

/** Which keys the switch is about, and which stay. */
export function KeyList() {
  return (
    <div className="key-lists">
      <Keys title="Single keys" keys={SINGLE} />
      <Keys title="Always there" keys={ALWAYS} />
    </div>
  );
}

function Keys({ title, keys }: { title: string; keys: typeof SINGLE | typeof ALWAYS }) {
  return (
    <div>
      <h3>{title}</h3>
      <dl className="keys-of">
        {keys.map(([names, meaning]) => (
          <div key={meaning}>
            <dt>
              {names.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
