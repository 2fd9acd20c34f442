import type { AppearanceOptions } from '@stripe/connect-js';

/** Our tokens as Stripe's components take them: colours as they are now, in light or dark. */
export function stripeAppearance(): AppearanceOptions {
  const probe = document.createElement('span');
  document.body.append(probe);
  // A custom property says `light-dark(…)`; only a colour in use is one that another page understands.
  const colour = (token: string): string => {
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
  };
  const variables = {
    fontFamily: getComputedStyle(document.body).fontFamily,
    fontSizeBase: '16px',
    borderRadius: '6px',
    colorPrimary: colour('--action'),
    colorBackground: colour('--surface'),
    colorText: colour('--ink'),
    colorSecondaryText: colour('--ink-3'),
    colorBorder: colour('--line-strong'),
    colorDanger: colour('--danger'),
    offsetBackgroundColor: colour('--surface-sunk'),
    formBackgroundColor: colour('--surface'),
    formHighlightColorBorder: colour('--focus'),
    formAccentColor: colour('--focus'),
    buttonPrimaryColorBackground: colour('--action'),
    buttonPrimaryColorText: colour('--on-action'),
    actionPrimaryColorText: colour('--info'),
    badgeSuccessColorText: colour('--paid'),
    badgeSuccessColorBackground: colour('--paid-soft'),
    badgeSuccessColorBorder: colour('--paid-line'),
    badgeWarningColorText: colour('--held'),
    badgeWarningColorBackground: colour('--held-soft'),
    badgeWarningColorBorder: colour('--held-line'),
    badgeDangerColorText: colour('--failed'),
    badgeDangerColorBackground: colour('--failed-soft'),
    badgeDangerColorBorder: colour('--failed-line'),
  };
  probe.remove();
  return { overlays: 'dialog', variables };
}

/** Calls back whenever the system goes from light to dark or back. @returns how to stop */
export function onSchemeChange(changed: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', changed);
  return () => {
    scheme.removeEventListener('change', changed);
  };
}
