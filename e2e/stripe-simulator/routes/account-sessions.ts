import type Stripe from 'stripe';
import { invalid, refused } from '../api-error.ts';
import { nowOf } from '../core.ts';
import type { Params } from '../params.ts';
import type { WantedComponents } from '../resources/account-sessions.ts';
import { createAccountSession } from '../resources/account-sessions.ts';
import { connectedAccountOf } from '../resources/accounts.ts';
import type { ApiRequest, Route } from '../router.ts';

const LINK_LIFETIME_SECONDS = 300;

export const accountSessionRoutes: Route[] = [
  { method: 'POST', path: '/v1/account_sessions', handle: createSession },
  { method: 'POST', path: '/v1/account_links', handle: createLink },
];

function createSession({ core, owner, params }: ApiRequest): object {
  if (owner !== core.store.platformId) {
    throw refused('platform_account_required', 'Account sessions are created with the platform key alone.');
  }
  params.only('account', 'components');
  const account = params.requiredText('account');
  const components = params.hash('components');
  if (components === undefined)
    throw invalid('Missing required param: components.', 'components', 'parameter_missing');
  return createAccountSession(core, account, wantedOf(components));
}

function wantedOf(components: Params): WantedComponents {
  const wanted: WantedComponents = {};
  for (const name of Object.keys(components.values)) {
    const component = components.hash(name)?.only('enabled', 'features');
    const param = `components[${name}][enabled]`;
    if (component?.boolean('enabled') === undefined)
      throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing');
    const features = component.hash('features');
    const chosen = Object.keys(features?.values ?? {}).map((feature) => [
      feature,
      features?.boolean(feature) ?? false,
    ]);
    wanted[name] = {
      enabled: component.boolean('enabled') ?? false,
      features: Object.fromEntries(chosen) as Record<string, boolean>,
    };
  }
  return wanted;
}

function createLink({ core, params }: ApiRequest): object {
  params.only('account', 'collect', 'collection_options', 'refresh_url', 'return_url', 'type');
  const record = connectedAccountOf(core, params.requiredText('account'));
  const type = params.oneOf('type', ['account_onboarding', 'account_update']);
  if (type === undefined) throw invalid('Missing required param: type.', 'type', 'parameter_missing');
  const { controller } = record.account;
  const ours =
    controller?.requirement_collection === 'application' && controller.stripe_dashboard?.type === 'none';
  if (type === 'account_update' && !ours) {
    throw invalid('You cannot create `account_update` type Account Links for this account.', 'type');
  }
  params.requiredText('refresh_url');
  params.requiredText('return_url');
  const created = nowOf(core);
  const link: Stripe.AccountLink = {
    object: 'account_link',
    created,
    expires_at: created + LINK_LIFETIME_SECONDS,
    url: `https://connect.stripe.com/setup/s/${record.id}/${core.random.letters(12)}`,
  };
  const id = core.random.id('acctlink');
  core.store.accountLinks.insert(record.id, { id, created, link, account: record.id });
  return link;
}
