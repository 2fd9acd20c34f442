import type { StreamName } from '#lib/risk/detectors/streams.ts';
import type { Bend, HourRates } from './history.ts';

/** Who is to blame, and so what is to be done: payouts of an offender wait, a victim keeps being paid. */
type Blame = 'offender' | 'victim' | 'platform' | 'nobody';

export type Family = {
  name: string;
  story: string;
  blame: Blame;
  /** Streams that should tell; none for what is honest. */
  tells: readonly StreamName[];
  /** Long: its signs need weeks, whatever the volume. */
  lasts?: 'long';
  bend: Bend;
  destinationChange?: { country: number };
};

const FAR_AWAY = 77;

const times = (rate: number, factor: number, most = 0.9): number => Math.min(most, rate * factor);

/** Refunds at once, `factor` times the usual share: refunds to own cards before the money leaves. */
function refundSurge(factor: number): Family {
  return {
    name: `refund-surge-x${String(factor)}`,
    story: `The share of refunded charges is ${String(factor)} times the usual, from one hour to the next.`,
    blame: 'offender',
    tells: ['refunds'],
    bend: (usual) => ({ ...usual, refund: times(usual.refund, factor), refundDays: 0 }),
  };
}

const withVolume = (usual: HourRates, factor: number): HourRates => ({
  ...usual,
  attempts: usual.attempts * factor,
});

const OFFENCES: readonly Family[] = [
  ...[2, 3, 5, 8].map(refundSurge),
  {
    name: 'refund-surge-late',
    story: 'Refunds are five times the usual share, but each comes days after its charge.',
    blame: 'offender',
    tells: ['refunds'],
    lasts: 'long',
    bend: (usual) => ({ ...usual, refund: times(usual.refund, 5), refundDays: 4 }),
  },
  {
    name: 'refund-ramp-in-lag',
    story: 'Refunds climb to eight times the usual within the 72 hours that no baseline has seen.',
    blame: 'offender',
    tells: ['refunds'],
    bend: (usual, hour) => ({
      ...usual,
      refund: times(usual.refund, 1 + 7 * Math.min(1, hour / 72)),
      refundDays: 0,
    }),
  },
  {
    name: 'refund-ramp-of-months',
    story: 'Refunds double every thirty days, up to eight times: an attempt to teach the baseline.',
    blame: 'offender',
    tells: ['refunds'],
    lasts: 'long',
    bend: (usual, hour) => ({
      ...usual,
      refund: times(usual.refund, Math.min(8, 2 ** (hour / 720))),
      refundDays: 0,
    }),
  },
  {
    name: 'dispute-wave',
    story: 'Goods never arrive: twenty times the usual disputes, weeks after the charges.',
    blame: 'offender',
    tells: ['disputes'],
    lasts: 'long',
    bend: (usual) => ({ ...usual, dispute: times(usual.dispute, 20, 0.4) }),
  },
  {
    name: 'bust-out',
    story:
      'A patient account sells large amounts at four times its volume on stolen cards and means to vanish.',
    blame: 'offender',
    tells: ['highRisk', 'largeAmounts', 'disputes'],
    lasts: 'long',
    bend: (usual) => ({
      ...withVolume(usual, 4),
      amountFactor: 3,
      highRisk: times(usual.highRisk, 6, 0.4),
      dispute: times(usual.dispute, 15, 0.4),
    }),
  },
  {
    name: 'dormancy-then-burst',
    story: 'Sixty quiet days, then six times the old volume from high-risk cards of new countries.',
    blame: 'offender',
    tells: ['highRisk', 'newCountries', 'largeAmounts'],
    lasts: 'long',
    bend: (usual, hour) =>
      hour < 60 * 24
        ? withVolume(usual, 0)
        : {
            ...withVolume(usual, 6),
            highRisk: times(usual.highRisk, 8, 0.4),
            strange: 0.15,
            amountFactor: 1.8,
          },
  },
  {
    name: 'stolen-card-mule',
    story: 'A quiet shop turns over stolen cards of far countries among its honest customers.',
    blame: 'offender',
    tells: ['highRisk', 'newCountries', 'disputes'],
    lasts: 'long',
    bend: (usual) => ({
      ...withVolume(usual, 1.5),
      highRisk: 0.15,
      strange: 0.2,
      dispute: times(usual.dispute, 20, 0.4),
    }),
  },
];

const CRIMES_AGAINST_THE_SELLER: readonly Family[] = [
  {
    name: 'card-testing',
    story: 'Forty tiny attempts an hour on listed cards, most of them declined; the shop is the victim.',
    blame: 'victim',
    tells: ['declines', 'smallAmounts'],
    bend: (usual) => {
      const tested = 40 / (40 + usual.attempts);
      const mixed = (own: number, theirs: number): number => own * (1 - tested) + theirs * tested;
      return {
        ...usual,
        attempts: usual.attempts + 40,
        tiny: tested,
        decline: mixed(usual.decline, 0.75),
        highRisk: mixed(usual.highRisk, 0.2),
        strange: mixed(usual.strange, 0.1),
        refund: mixed(usual.refund, 0),
      };
    },
  },
  {
    name: 'account-takeover',
    story: 'A thief changes the destination to a far country and charges large amounts on foreign cards.',
    blame: 'victim',
    tells: ['newCountries', 'highRisk', 'largeAmounts'],
    destinationChange: { country: FAR_AWAY },
    bend: (usual) => ({ ...usual, strange: 0.35, highRisk: 0.12, amountFactor: 2.5 }),
  },
];

const HONEST: readonly Family[] = [
  {
    name: 'honest-season',
    story: 'A friendly season: volume triples over thirty days, stays for thirty, and falls again.',
    blame: 'nobody',
    tells: [],
    bend: (usual, hour) =>
      withVolume(usual, 1 + 2 * Math.max(0, Math.min(1, hour / 720, (2_160 - hour) / 720))),
  },
  {
    name: 'flash-sale',
    story: 'Eight times the volume for a day at lower prices, and a few more refunds than usual.',
    blame: 'nobody',
    tells: [],
    bend: (usual, hour) =>
      hour < 24 ? { ...withVolume(usual, 8), refund: times(usual.refund, 1.3), amountFactor: 0.8 } : usual,
  },
  {
    name: 'platform-refunds',
    story: 'An event is called off: the platform refunds seven of ten charges for five days.',
    blame: 'platform',
    tells: [],
    bend: (usual, hour) => (hour < 120 ? { ...usual, platformRefund: 0.7 } : usual),
  },
  {
    name: 'honest-return',
    story: 'A seasonal shop closes for sixty days and opens again as it was.',
    blame: 'nobody',
    tells: [],
    bend: (usual, hour) => (hour < 60 * 24 ? withVolume(usual, 0) : usual),
  },
  {
    name: 'price-rise',
    story: 'Every price rises by a fifth.',
    blame: 'nobody',
    tells: [],
    bend: (usual) => ({ ...usual, amountFactor: 1.2 }),
  },
];

/** Every way of going wrong, and of only seeming to, that the detectors are tried on. */
export const FAMILIES: readonly Family[] = [...OFFENCES, ...CRIMES_AGAINST_THE_SELLER, ...HONEST];
