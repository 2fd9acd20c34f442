/** How somebody wants to see things, in every browser that they sign in with. */
export type Preferences = {
  /** IANA name. */
  readonly zone: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'compact' | 'normal' | 'comfortable';
  /** Keys without a modifier, such as `j`, `x` and `/`. */
  readonly singleKeys: 'on' | 'off';
};
