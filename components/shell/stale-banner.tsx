import { Sign } from '#components/ui/icons.tsx';
import { Time } from '#components/ui/time.tsx';

/** Old data is shown as old: since when, why, and what still works. */
export function StaleBanner({ since, text }: { since: string | null; text: string }) {
  return (
    <div className="banner stale" role="status">
      <Sign name="events" />
      <p>
        {since ? (
          <b>
            Data from <Time at={since} seconds />.{' '}
          </b>
        ) : null}
        {text}
      </p>
    </div>
  );
}
