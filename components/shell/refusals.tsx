import { LinkButton } from '#components/ui/button.tsx';

/** What a page says instead of itself. Each stands inside the one `<main>` that its surroundings bring. */
export function NothingHere() {
  return (
    <div className="gate-card">
      <h1>Nothing is at this address</h1>
      <p>The link may be old, or the id belongs to another platform.</p>
      <div className="actions">
        <LinkButton href="/">Overview</LinkButton>
      </div>
    </div>
  );
}

export function NotYourRole() {
  return (
    <div className="gate-card">
      <h1>Your role does not include this page</h1>
      <p>Nothing was changed. An administrator can give you another role; it counts at once.</p>
      <div className="actions">
        <LinkButton href="/">Overview</LinkButton>
      </div>
    </div>
  );
}

export function SessionEnded() {
  return (
    <div className="gate-card">
      <h1>Your session has ended</h1>
      <p>
        You signed out in another tab, an administrator ended it, or it was not used for 15 minutes; after 12
        hours it ends in any case. Nothing was changed.
      </p>
      <div className="actions">
        <LinkButton href="/sign-in" kind="primary">
          Sign in again
        </LinkButton>
      </div>
    </div>
  );
}
