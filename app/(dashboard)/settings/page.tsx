import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import { readParam, type RawSearchParams } from '#app/_edge/list-params.ts';
import { guardPage } from '#app/_edge/page-guard.ts';
import { readPreferences } from '#app/_edge/preferences.ts';
import { KeyList } from '#components/settings/key-list.tsx';
import { Kept, NotKept } from '#components/settings/kept.tsx';
import { PreferenceChoice } from '#components/settings/preference-choice.tsx';
import { ZoneChoice } from '#components/settings/zone-choice.tsx';
import { Section } from '#components/ui/card.tsx';
import { formatZone } from '#components/ui/format-instant.ts';
import { Time } from '#components/ui/time.tsx';
import { DENSITIES, SINGLE_KEYS, THEMES } from '#lib/preferences/choices.ts';
import { TIME_ZONES, timeZonesLike } from '#lib/preferences/time-zones.ts';
import { SettingsFrame } from './_frame/settings-frame.tsx';

export const metadata: Metadata = { title: 'Settings' };

/** More would be a list to search in again. */
const ZONES_OFFERED_MAX = 12;

export default async function SettingsPage(props: PageProps<'/settings'>) {
  const ctx = await guardPage('preferences.own');
  const [raw, { zone, theme, density, singleKeys }] = await Promise.all([
    props.searchParams,
    readPreferences(),
  ]);
  const like = readParam(raw, 'like');
  const zoneName = zone === 'UTC' ? zone : `${zone} (${formatZone(zone, ctx.now)})`;
  return (
    <SettingsFrame
      ctx={ctx}
      current="/settings"
      title="Settings"
      lead="Yours alone, and the same in every browser that you sign in with."
    >
      <Section
        id="zone"
        first
        title="Time zone"
        lead={
          <>
            Times are in <b>{zoneName}</b>, where it is now <Time at={ctx.now} />. Filters by day and CSV
            files use the same zone. Charts count whole days in UTC, the same for everybody, and say so.
          </>
        }
      >
        <Answer raw={raw} of="zone">
          All times are now in {zoneName}.
        </Answer>
        <ZoneChoice
          zone={zone}
          zones={TIME_ZONES}
          unclear={like === undefined ? null : { text: like, like: timeZonesLike(like, ZONES_OFFERED_MAX) }}
          now={ctx.now}
        />
      </Section>
      <Section
        id="theme"
        title="Theme"
        lead="System follows this device, also when it changes in the evening."
      >
        <Answer raw={raw} of="theme">
          The theme is now {theme}.
        </Answer>
        <PreferenceChoice name="theme" labelledBy="theme" values={THEMES} chosen={theme} />
      </Section>
      <Section id="density" title="Density" lead="How high the rows of every table are.">
        <Answer raw={raw} of="density">
          Rows are now {density}.
        </Answer>
        <PreferenceChoice name="density" labelledBy="density" values={DENSITIES} chosen={density} />
      </Section>
      <Section
        id="singleKeys"
        title="Single keys"
        lead="Letters that do something by themselves. Turn them off if you speak to your computer, or press them by accident."
      >
        <Answer raw={raw} of="singleKeys">
          Single keys are now {singleKeys}.
        </Answer>
        <PreferenceChoice
          name="singleKeys"
          labelledBy="singleKeys"
          values={SINGLE_KEYS}
          chosen={singleKeys}
        />
        <KeyList />
      </Section>
    </SettingsFrame>
  );
}

/** What became of the form of a section. @param children said when it was kept */
function Answer({ raw, of, children }: { raw: RawSearchParams; of: string; children: ReactNode }) {
  if (readParam(raw, 'saved') === of) return <Kept>Saved. {children}</Kept>;
  if (readParam(raw, 'refused') !== of) return null;
  return <NotKept>That is none of the choices. Nothing was changed.</NotKept>;
}
