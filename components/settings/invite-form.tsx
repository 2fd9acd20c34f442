import { LineField } from '../ui/line-field.tsx';
import { ROLE_ORDER, ROLES } from './role-words.ts';
import { ShownOnceForm } from './shown-once-form.tsx';

const OFFERED = ROLE_ORDER.filter((role) => role !== 'administrator');

/** Adds somebody. Administrators are made by two, so that role is not offered here. */
export function InviteForm({ action }: { action: Parameters<typeof ShownOnceForm>[0]['action'] }) {
  return (
    <ShownOnceForm
      action={action}
      label="Invite"
      note="Give them this link yourself. It works once, for three days, and is not shown again. With single sign-on they need no link."
    >
      <div className="invite-fields">
        <LineField name="name" label="Name" />
        <LineField name="email" label="E-mail" type="email" />
        <div className="field">
          <label htmlFor="invite-role">Role</label>
          <select
            className="input"
            id="invite-role"
            name="role"
            defaultValue="viewer"
            aria-describedby="invite-role-hint"
          >
            {OFFERED.map((role) => (
              <option key={role} value={role}>
                {ROLES[role].name}
              </option>
            ))}
          </select>
          <span className="hint" id="invite-role-hint">
            {OFFERED.map((role) => `${ROLES[role].name}: ${ROLES[role].may}.`).join(' ')}
          </span>
        </div>
      </div>
    </ShownOnceForm>
  );
}
