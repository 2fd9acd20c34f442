/** One value that a row names: `path` inside the recorded object, values as JSON, undefined where there was none. */
export type Change = {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly isChanged: boolean;
};

type Values = Readonly<Record<string, unknown>> | null;

/** The values before and after, path by path: what changed first, then what stayed, each in the order of paths. Pure. */
export function changesOf(before: Values, after: Values): Change[] {
  const left = flatten(before);
  const right = flatten(after);
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort();
  const changes = paths.map((path) => {
    const one = left.get(path);
    const other = right.get(path);
    return { path, before: one, after: other, isChanged: one !== other };
  });
  return [...changes.filter(({ isChanged }) => isChanged), ...changes.filter(({ isChanged }) => !isChanged)];
}

function flatten(values: Values): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string, value: unknown): void => {
    const parts = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    if (parts.length === 0) found.set(path, typeof value === 'string' ? value : JSON.stringify(value));
    for (const [name, part] of parts) visit(path === '' ? name : `${path}.${name}`, part);
  };
  for (const [name, value] of Object.entries(values ?? {})) visit(name, value);
  return found;
}
