import { defineConfig } from '@playwright/test';
import { browserLaunchOptions } from './scripts/browser.ts';

const report = process.env['SLUICE_PLAYWRIGHT_JSON'];

export default defineConfig({
  testDir: 'e2e/flows',
  outputDir: '.data/test-results',
  globalSetup: './scripts/playwright-global-setup.ts',
  // A stack of its own for each: the flows of one file run one after the other, files beside each other.
  workers: 2,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Flows wait for what they see; this only ends one that hangs, on a slow machine too, where some took 90 s.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: report === undefined ? 'list' : [['list'], ['json', { outputFile: report }]],
  use: {
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: await browserLaunchOptions(),
  },
});
