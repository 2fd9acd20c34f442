import { z } from 'zod';

/** What a person proves their presence for. A proof for one thing is none for another. */
export const STEP_UP_PURPOSES = [
  'payouts.approve',
  'payouts.renew',
  'payouts.recognise',
  'payouts.cancel_forgotten',
  'holds.release',
  'policies.publish',
  'risk.publish',
  'kill_switch.engage',
  'kill_switch.release',
  'dispatch.unlock',
  'connected_accounts.reject',
  'segments.loosen',
  'people.change',
  'people.vouch',
  'owners.invite',
  'owners.renew',
  'factors.confirm',
  'factors.remove',
] as const;
export type StepUpPurpose = (typeof STEP_UP_PURPOSES)[number];

export const purposeSchema = z.enum(STEP_UP_PURPOSES);

/** SHA-256 in lower-case hex. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);

const base64url = z
  .string()
  .max(8_192)
  .regex(/^[A-Za-z0-9_-]+=*$/);

/** What `PublicKeyCredential.toJSON()` gives after `get`; only what is checked is taken. */
export const assertionSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
  response: z.object({
    authenticatorData: base64url,
    clientDataJSON: base64url,
    signature: base64url,
  }),
});

/** What `PublicKeyCredential.toJSON()` gives after `create`. */
export const registrationSchema = z.object({
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.looseObject({}).default({}),
  response: z.object({ attestationObject: base64url, clientDataJSON: base64url }),
});

/** Of a verb that takes a proof; `spendProof` says whether it counts. */
export const stepUpProofId = z.string().min(1).max(100);

export const factorIdSchema = z.string().min(1).max(100);
