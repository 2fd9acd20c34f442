import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from './scripts/browser.ts';

const report = process.env['SLUICE_PLAYWRIGHT_JSON'];

export default defineConfig({
  testDir: 'e2e/flows',
  outputDir: '.data/test-results',
  globalSetup: './scripts/playwright-global-setup.ts',
  // One stack with one database: flows run one after the other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: report === undefined ? 'list' : [['list'], ['json', { outputFile: report }]],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: await browserLaunchOptions(),
  },
});
