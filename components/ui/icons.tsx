import type { ReactNode } from 'react';

function Icon({ size = 16, children }: { size?: number; children: ReactNode }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.35"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

const PATHS = {
  overview: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5h-4.5zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5h-4.5z',
  payouts: 'M2 5.5h12M2 10.5h8M11.5 8.5l2.5 2-2.5 2',
  'connected-accounts': 'M2.5 13.5v-8l5.5-3 5.5 3v8M6 13.5v-4h4v4',
  anomalies: 'M1.8 8.5h3l1.7-5 2.6 9.5 1.9-6 .9 1.5h2.3',
  alarms: 'M4 11.5V7a4 4 0 0 1 8 0v4.5M2.5 11.5h11M6.8 14h2.4',
  'kill-switch': 'M8 1.8v5.4M4.6 4.2a5.3 5.3 0 1 0 6.8 0',
  ledger: 'M3 2.5h10v11H3zM8 2.5v11M3 6h10',
  events: 'M8.8 1.8L3.5 9H8l-.8 5.2L12.5 7H8z',
  audit: 'M4 1.8h5.5l2.5 2.5v9.9H4zM6 8l1.5 1.5L10.2 6.6',
  menu: 'M2.5 5h11M2.5 11h11',
  close: 'M4 4l8 8M12 4l-8 8',
  alert: 'M5.4 2h5.2L14 5.4v5.2L10.6 14H5.4L2 10.6V5.4zM8 5v3.6M8 10.6v.4',
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  bang: 'M8 3v6.5M8 12.2v.3',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  down: 'M4 6.5l4 4 4-4',
  up: 'M4 9.5l4-4 4 4',
  right: 'M6 3.5l4.5 4.5-4.5 4.5',
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.4 10.4L14 14',
  theme: 'M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12',
  out: 'M9 3h4v4M13 3L7.5 8.5M11.5 9.5V13H3V4.5h3.5',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawn sign; always beside a word, or with one for screen readers. @param size CSS pixels */
export function Sign({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <Icon size={size}>
      <path d={PATHS[name]} />
    </Icon>
  );
}

/** Two gate posts and a raised gate. */
export function Logo() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path d="M2 2.5h2.2v13H2zM13.8 2.5H16v13h-2.2zM5.6 2.5h6.8v6.2H5.6z" fill="currentColor" />
      <path d="M5.6 12h6.8M5.6 14.8h6.8" stroke="currentColor" strokeWidth="1.4" opacity=".45" />
    </svg>
  );
}
