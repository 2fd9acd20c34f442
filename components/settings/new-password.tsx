import { NewPasswordFields } from '../ui/new-password-fields.tsx';

/** The form behind a single-use link. A plain post, so it works without scripts. */
export function NewPassword({
  person,
  token,
  lengthMin,
  problem,
}: {
  person: { name: string; email: string };
  token: string;
  lengthMin: number;
  problem: string | null;
}) {
  return (
    <>
      <div>
        <h1>Set your password</h1>
        <p className="soft">
          For {person.name}, {person.email}.
        </p>
      </div>
      {problem === null ? null : (
        <p className="callout failed" role="alert" id="problem">
          {problem}
        </p>
      )}
      <form action="/invitation/password" method="post" className="gate-form">
        <input type="hidden" name="token" value={token} />
        {/* Tells password managers whose it is. */}
        <input type="hidden" name="username" autoComplete="username" value={person.email} />
        <NewPasswordFields lengthMin={lengthMin} hasProblem={problem !== null} />
        <button type="submit" className="btn btn-primary btn-block">
          Set password
        </button>
      </form>
    </>
  );
}
