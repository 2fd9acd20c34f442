import { formatZone } from '../ui/format-instant.ts';
import { BrowserZone } from './browser-zone.tsx';

/** What was typed and could not be one zone, with those that it could be. */
export type UnclearZone = { readonly text: string; readonly like: readonly string[] };

/** The zone of all times, found by typing. Without a script too: the browser completes, and an unclear name asks back. */
export function ZoneChoice({
  zone,
  zones,
  unclear,
  now,
}: {
  zone: string;
  zones: readonly string[];
  unclear: UnclearZone | null;
  now: Date;
}) {
  return (
    <>
      {unclear === null ? null : <AskBack unclear={unclear} now={now} />}
      <form action="/preferences" method="post" className="zone-form">
        <div className="field">
          <label htmlFor="zone-name">City, region or IANA name</label>
          <input
            className="input"
            id="zone-name"
            name="zone"
            list="zones"
            // Empty, because a browser offers only what begins like the text that is there.
            defaultValue={unclear?.text ?? ''}
            placeholder={zone}
            required
            maxLength={60}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            aria-invalid={unclear === null ? undefined : true}
            aria-describedby={unclear === null ? 'zone-hint' : 'zone-unclear zone-hint'}
          />
          <datalist id="zones">
            {zones.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        <button type="submit" className="btn btn-primary">
          Use this zone
        </button>
      </form>
      <p className="small muted" id="zone-hint">
        For example Tokyo, Europe/Berlin or UTC. {zones.length} zones are known.
      </p>
      <BrowserZone zone={zone} />
    </>
  );
}

function AskBack({ unclear: { text, like }, now }: { unclear: UnclearZone; now: Date }) {
  return (
    <div className="callout failed" role="alert" id="zone-unclear">
      <p>
        {like.length === 0
          ? `There is no time zone called “${text}”. Nothing was changed.`
          : `“${text}” could be ${like.length === 1 ? 'this zone' : 'one of these'}. Nothing was changed yet.`}
      </p>
      {like.length === 0 ? null : (
        <form action="/preferences" method="post" className="zone-matches">
          {like.map((name) => (
            <button key={name} type="submit" name="zone" value={name} className="btn btn-plain btn-sm">
              {name} <span className="muted">{formatZone(name, now).split(', ').at(-1)}</span>
            </button>
          ))}
        </form>
      )}
    </div>
  );
}
