import { ShownOnceForm } from '../settings/shown-once-form.tsx';
import { LineField } from '../ui/line-field.tsx';
import { countryName } from './country-name.ts';
import { businessTypeWord, linkNote } from './invitation-words.ts';

/** Who is to sell, where and as what; the rest follows from the policy. */
export function InviteSellerForm({
  action,
  countries,
  businessTypes,
  isMailed,
}: {
  action: Parameters<typeof ShownOnceForm>[0]['action'];
  countries: readonly string[];
  businessTypes: readonly string[];
  /** There is a mail server, which gets the link as well. */
  isMailed: boolean;
}) {
  return (
    <ShownOnceForm action={action} label="Invite" kind="primary" note={linkNote({ isMailed })}>
      <div className="invite-fields">
        <LineField name="businessName" label="Business" />
        <LineField name="name" label="Person" />
        <LineField name="email" label="Their e-mail" type="email" />
        <div className="field">
          <label htmlFor="seller-country">Country</label>
          <select className="input" id="seller-country" name="country" required defaultValue="">
            <option value="" disabled>
              Choose
            </option>
            {countries
              .map((code) => ({ code, name: countryName(code) }))
              .toSorted((one, other) => one.name.localeCompare(other.name, 'en-GB'))
              .map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="seller-type">Kind of business</label>
          <select className="input" id="seller-type" name="businessType" defaultValue="company">
            {businessTypes.map((type) => (
              <option key={type} value={type}>
                {businessTypeWord(type)}
              </option>
            ))}
          </select>
        </div>
      </div>
    </ShownOnceForm>
  );
}
