import Link from 'next/link';
import { PreferenceChoice } from '#components/settings/preference-choice.tsx';
import { Sign } from '#components/ui/icons.tsx';

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
  zoneLabel,
}: {
  person: Person;
  preferences: { theme: string; density: string };
  zoneLabel: string;
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
        <div className="field">
          <span className="label" id="theme-label">
            Theme
          </span>
          <PreferenceChoice
            name="theme"
            labelledBy="theme-label"
            values={THEMES}
            chosen={preferences.theme}
          />
        </div>
        <div className="field">
          <span className="label" id="density-label">
            Rows
          </span>
          <PreferenceChoice
            name="density"
            labelledBy="density-label"
            values={DENSITIES}
            chosen={preferences.density}
          />
        </div>
        <p className="small soft">
          Times in {zoneLabel}.{' '}
          <Link href="/settings#zone" prefetch={false}>
            Change<span className="vh"> the time zone</span>
          </Link>
        </p>
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
