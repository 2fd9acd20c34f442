import Link from 'next/link';
import { Sign } from '#components/ui/icons.tsx';

const ZONES = [
  'UTC',
  'America/Los_Angeles',
  'America/Denver',
  'America/Chicago',
  'America/New_York',
  'America/Sao_Paulo',
  'Atlantic/Reykjavik',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Budapest',
  'Europe/Athens',
  'Asia/Kuwait',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
];

const DENSITIES = ['compact', 'normal', 'comfortable'] as const;
const THEMES = ['system', 'light', 'dark'] as const;

const ROLE_NAMES = {
  viewer: 'Viewer',
  finance_operator: 'Finance operator',
  risk_reviewer: 'Risk reviewer',
  administrator: 'Administrator',
} as const;

type Person = { name: string; role: keyof typeof ROLE_NAMES };

/** A role as people say it. */
export function roleName(role: Person['role']): string {
  return ROLE_NAMES[role];
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);
}

/** Two letters in a circle, beside the name that they stand for. */
export function Avatar({ name, me = false }: { name: string; me?: boolean }) {
  return (
    <span className={me ? 'avatar me' : 'avatar'} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** Who is signed in, how they want to see things, and the way out. Plain forms: no script is needed. */
export function PersonMenu({
  person,
  preferences,
}: {
  person: Person;
  preferences: { theme: string; density: string; zone: string };
}) {
  return (
    <details className="person">
      <summary>
        <Avatar name={person.name} me />
        <span>
          <b>{person.name}</b>
          <span className="muted">{roleName(person.role)}</span>
        </span>
        <Sign name="down" size={13} />
      </summary>
      <div className="menu">
        <form action="/preferences" method="post" className="field">
          <span className="label" id="theme-label">
            Theme
          </span>
          <Choice name="theme" labelledBy="theme-label" values={THEMES} chosen={preferences.theme} />
        </form>
        <form action="/preferences" method="post" className="field">
          <span className="label" id="density-label">
            Rows
          </span>
          <Choice name="density" labelledBy="density-label" values={DENSITIES} chosen={preferences.density} />
        </form>
        <form action="/preferences" method="post" className="field">
          <label htmlFor="zone">Times in</label>
          <select className="input" id="zone" name="zone" defaultValue={preferences.zone}>
            {[...new Set([...ZONES, preferences.zone])].map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
          <button type="submit" className="btn btn-plain btn-sm">
            Use this zone
          </button>
        </form>
        <Link className="btn btn-plain btn-block" href="/settings" prefetch={false}>
          Settings
        </Link>
        <form action="/sign-out" method="post">
          <button type="submit" className="btn btn-plain btn-block">
            <Sign name="out" size={14} />
            Sign out
          </button>
        </form>
      </div>
    </details>
  );
}

function Choice({
  name,
  labelledBy,
  values,
  chosen,
}: {
  name: string;
  labelledBy: string;
  values: readonly string[];
  chosen: string;
}) {
  return (
    <span className="seg" role="group" aria-labelledby={labelledBy}>
      {values.map((value) => (
        <button key={value} type="submit" name={name} value={value} aria-pressed={value === chosen}>
          {value.charAt(0).toUpperCase() + value.slice(1)}
        </button>
      ))}
    </span>
  );
}
