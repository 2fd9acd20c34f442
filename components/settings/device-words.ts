const BROWSERS: readonly [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bVersion\/.*Safari\//, 'Safari'],
];

const SYSTEMS: readonly [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
];

/** A browser as its owner would call it, from what it says of itself. */
export function deviceName(userAgent: string | null): string {
  const found = (table: readonly [RegExp, string][]) =>
    table.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1];
  const [browser, system] = [found(BROWSERS), found(SYSTEMS)];
  if (browser === undefined && system === undefined) return 'A browser that did not say what it is';
  return `${browser ?? 'A browser'} on ${system ?? 'an unknown system'}`;
}

const PROVIDERS: Partial<Record<string, string>> = {
  'demo-persona': 'as a person of the demo',
  password: 'with a password',
  oidc: 'with single sign-on',
};

/** How somebody proved who they are. */
export function providerWords(provider: string): string {
  return PROVIDERS[provider] ?? '';
}
