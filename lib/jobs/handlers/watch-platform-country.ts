import { jobContext } from '../../context.ts';
import { fetchPlatformCountry } from '../../onboarding/fetch-platform-country.ts';
import type { JobHandler } from '../job-handler.ts';

/** Tells people when the platform is elsewhere than the setting says. */
export const watchPlatformCountryJob: JobHandler<'watch-platform-country'> = async () => {
  await fetchPlatformCountry(jobContext('fetch-invited-accounts'));
};
