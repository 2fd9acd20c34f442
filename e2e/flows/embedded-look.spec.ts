import { expect, signIn, test } from '../fixtures.ts';
import { stripeStub, stubStripe } from '../stripe-components-stub.ts';

test('the components take our colours, in light and in dark and when that changes, and their reader’s language', async ({
  browser,
  baseURL,
}) => {
  const context = await browser.newContext({
    ...(baseURL ? { baseURL } : {}),
    locale: 'de-DE',
    colorScheme: 'light',
  });
  const page = await context.newPage();
  // The portal's own paper, which the page and the components have in common.
  const surface = () =>
    page.locator('.portal').evaluate((portal) => getComputedStyle(portal).backgroundColor);
  await stubStripe(page);
  await signIn(page, 'Clara Whitfield', '/portal/documents');
  await expect(page.getByText('Stripe: documents')).toBeVisible();
  const begun = await stripeStub(page, ({ seen }) => seen.inits[0]);
  const light = await surface();
  expect(begun).toMatchObject({
    locale: 'de-DE',
    appearance: { variables: { colorBackground: light } },
  });
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(() => stripeStub(page, ({ seen }) => seen.updates.length)).toBe(1);
  const dark = await surface();
  expect(dark).not.toBe(light);
  expect(await stripeStub(page, ({ seen }) => seen.updates)).toMatchObject([
    { appearance: { variables: { colorBackground: dark } } },
  ]);
  await page.reload();
  await expect(page.getByText('Stripe: documents')).toBeVisible();
  expect(await stripeStub(page, ({ seen }) => seen.inits[0])).toMatchObject({
    appearance: { variables: { colorBackground: dark } },
  });
  await context.close();
});
