import type { ParamHash, ParamValue } from './params.ts';

/** Reads Stripe's form encoding: `a[b]=1`, `list[0]=x`, `list[]=x`. Everything stays text. */
export function parseForm(text: string): ParamHash {
  const root = emptyHash();
  for (const [key, value] of new URLSearchParams(text)) {
    const head = key.split('[', 1)[0] ?? key;
    const path = [
      head,
      ...[...key.slice(head.length).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? ''),
    ];
    assign(root, path, value);
  }
  return withArrays(root);
}

// No prototype, so that a parameter named `__proto__` is only a name.
function emptyHash(): ParamHash {
  return Object.create(null) as ParamHash;
}

function assign(hash: ParamHash, path: string[], value: string): void {
  const [name = '', ...rest] = path;
  const key = name === '' ? String(Object.keys(hash).length) : name;
  if (rest.length === 0) {
    hash[key] = value;
    return;
  }
  let child = hash[key];
  if (child === null || typeof child !== 'object' || Array.isArray(child)) {
    child = emptyHash();
    hash[key] = child;
  }
  assign(child, rest, value);
}

function withArrays(hash: ParamHash): ParamHash {
  for (const [key, value] of Object.entries(hash)) hash[key] = arrayed(value);
  return hash;
}

function arrayed(value: ParamValue): ParamValue {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const converted = withArrays(value);
  const keys = Object.keys(converted);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  return isList ? Object.values(converted) : converted;
}
