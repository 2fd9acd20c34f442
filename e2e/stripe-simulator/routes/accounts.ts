import type Stripe from 'stripe';
import { invalid, missing, refused } from '../api-error.ts';
import type { Core } from '../core.ts';
import type { AccountRecord } from '../entities.ts';
import type { Controller } from '../format/account.ts';
import { PAGE_PARAMS, listPage } from '../list.ts';
import type { Params } from '../params.ts';
import {
  addCapability,
  connectedAccountOf,
  createAccount,
  rejectAccount,
  setCapability,
  unrejectAccount,
  updateAccount,
} from '../resources/accounts.ts';
import { updateBalanceSettings } from '../resources/balance-settings.ts';
import { addBankAccount } from '../resources/external-accounts.ts';
import type { ApiRequest, Route } from '../router.ts';
import { bankAccountOf } from './external-accounts.ts';
import { recordFor } from './record-for.ts';

const COUNTRY = /^[A-Z]{2}$/;

export const accountRoutes: Route[] = [
  { method: 'POST', path: '/v1/accounts', handle: create },
  { method: 'GET', path: '/v1/accounts', handle: list },
  { method: 'GET', path: '/v1/account', handle: ({ core, owner }) => recordFor(core, owner, owner).account },
  {
    method: 'GET',
    path: '/v1/accounts/:account',
    handle: ({ core, owner, part }) => recordFor(core, owner, part('account')).account,
  },
  { method: 'POST', path: '/v1/accounts/:account', handle: update },
  { method: 'POST', path: '/v1/accounts/:account/reject', handle: reject },
  {
    method: 'POST',
    path: '/v1/accounts/:account/unreject',
    handle: ({ core, part }) => unrejectAccount(core, part('account')),
  },
  {
    method: 'GET',
    path: '/v1/accounts/:account/capabilities',
    handle: ({ core, owner, part }) => {
      const record = recordFor(core, owner, part('account'));
      const url = `/v1/accounts/${record.id}/capabilities`;
      return { object: 'list', data: Object.values(record.capabilities), has_more: false, url };
    },
  },
  { method: 'GET', path: '/v1/accounts/:account/capabilities/:name', handle: retrieveCapability },
  { method: 'POST', path: '/v1/accounts/:account/capabilities/:name', handle: updateCapability },
  { method: 'GET', path: '/v1/accounts/:account/persons', handle: listPersons },
  { method: 'POST', path: '/v1/accounts/:account/login_links', handle: createLoginLink },
];

function create({ core, owner, params }: ApiRequest): object {
  if (owner !== core.store.platformId)
    throw refused('platform_account_required', 'Only a platform can create accounts.');
  const type = params.oneOf('type', ['standard', 'express', 'custom']);
  const controller = params.hash('controller');
  if (type !== undefined && controller !== undefined) {
    throw invalid('You cannot use both type and controller.', 'type', 'parameters_exclusive');
  }
  const country = params.text('country') ?? 'US';
  if (!COUNTRY.test(country)) throw invalid(`Invalid country: ${country}`, 'country', 'country_unsupported');
  const profile = params.hash('business_profile');
  const capabilities = Object.entries(params.hash('capabilities')?.values ?? {})
    .filter(([name]) => params.hash('capabilities')?.hash(name)?.boolean('requested') === true)
    .map(([name]) => name);
  const currency = params.text('default_currency');
  const record = createAccount(core, {
    ...(type === undefined ? {} : { type }),
    ...(controller === undefined ? {} : { controller: controllerOf(controller) }),
    ...(currency === undefined ? {} : { currency }),
    country,
    email: params.text('email') ?? null,
    businessName: profile?.text('name') ?? null,
    mcc: profile?.text('mcc') ?? null,
    url: profile?.text('url') ?? null,
    businessType: params.text('business_type') ?? null,
    metadata: params.metadata(),
    serviceAgreement:
      params.hash('tos_acceptance')?.oneOf('service_agreement', ['full', 'recipient']) ?? 'full',
    capabilities,
  });
  if (params.has('external_account')) {
    addBankAccount(core, record, bankAccountOf(params));
  }
  applySettings(core, record, params);
  return record.account;
}

function controllerOf(params: Params): Partial<Controller> {
  params.only('fees', 'losses', 'requirement_collection', 'stripe_dashboard');
  const losses = params.hash('losses')?.oneOf('payments', ['stripe', 'application']);
  const feesPayer = params.hash('fees')?.oneOf('payer', ['account', 'application']);
  const requirements = params.oneOf('requirement_collection', ['stripe', 'application']);
  const dashboard = params.hash('stripe_dashboard')?.oneOf('type', ['full', 'express', 'none']);
  if (losses === 'application' && feesPayer !== 'application') {
    throw invalid(
      'When controller[losses][payments] is application, controller[fees][payer] must be application.',
      'controller[fees][payer]',
    );
  }
  return {
    ...(losses === undefined ? {} : { losses }),
    ...(feesPayer === undefined ? {} : { feesPayer }),
    ...(requirements === undefined ? {} : { requirements }),
    ...(dashboard === undefined ? {} : { dashboard }),
  };
}

function list({ core, params }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'created');
  const { store } = core;
  const page = listPage(
    store.accounts.rows(store.platformId),
    params,
    '/v1/accounts',
    (record) => record.id !== store.platformId && record.authorized,
  );
  return { ...page, data: page.data.map((record) => record.account) };
}

function update({ core, owner, params, part }: ApiRequest): object {
  const record = recordFor(core, owner, part('account'));
  if (params.has('risk_controls')) {
    throw invalid('Received unknown parameter: risk_controls', 'risk_controls', 'parameter_unknown');
  }
  const { account } = record;
  const changes: Partial<Stripe.Account> = {};
  const email = params.text('email');
  if (email !== undefined) changes.email = email === '' ? null : email;
  if (params.has('metadata')) changes.metadata = params.metadata({ ...account.metadata });
  const businessType = params.text('business_type');
  if (businessType !== undefined) changes.business_type = businessType;
  const profile = params.hash('business_profile');
  if (profile !== undefined && account.business_profile != null) {
    const before = account.business_profile;
    changes.business_profile = {
      ...before,
      name: profile.text('name') ?? before.name,
      mcc: profile.text('mcc') ?? before.mcc,
      url: profile.text('url') ?? before.url,
    };
  }
  updateAccount(core, record, changes);
  for (const name of Object.keys(params.hash('capabilities')?.values ?? {})) {
    if (params.hash('capabilities')?.hash(name)?.boolean('requested') === true)
      addCapability(core, record, name);
  }
  if (params.has('external_account'))
    addBankAccount(core, record, { ...bankAccountOf(params), defaultForCurrency: true });
  applySettings(core, record, params);
  return account;
}

/** The v1 way to the payout schedule, which mirrors the balance settings. */
function applySettings(core: Core, record: AccountRecord, params: Params): void {
  const payouts = params.hash('settings')?.hash('payouts');
  const schedule = payouts?.hash('schedule');
  const interval = schedule?.oneOf('interval', ['daily', 'manual', 'monthly', 'weekly']);
  const delay = schedule?.text('delay_days');
  const debit = payouts?.boolean('debit_negative_balances');
  const anchor = schedule?.text('weekly_anchor');
  const monthly = schedule?.integer('monthly_anchor');
  const weeklyDays = schedule?.texts('weekly_payout_days') ?? (anchor === undefined ? undefined : [anchor]);
  const monthlyDays =
    schedule?.texts('monthly_payout_days')?.map(Number) ?? (monthly === undefined ? undefined : [monthly]);
  updateBalanceSettings(core, record, {
    ...(interval === undefined
      ? {}
      : {
          schedule: {
            interval,
            ...(weeklyDays === undefined ? {} : { weeklyPayoutDays: weeklyDays }),
            ...(monthlyDays === undefined ? {} : { monthlyPayoutDays: monthlyDays }),
          },
        }),
    ...(debit === undefined ? {} : { debitNegativeBalances: debit }),
    ...(delay === undefined ? {} : { delayDaysOverride: delay === 'minimum' ? null : Number(delay) }),
  });
}

function reject({ core, params, part }: ApiRequest): object {
  params.only('reason', 'payouts_action');
  const reason = params.oneOf('reason', [
    'credit',
    'fraud_no_intent_to_fulfill',
    'fraud_other',
    'fraud_payment_method_casher',
    'fraud_payment_method_tester',
    'other',
    'terms_of_service',
  ]);
  if (reason === undefined) throw invalid('Missing required param: reason.', 'reason', 'parameter_missing');
  const action = params.oneOf('payouts_action', ['pause', 'none']) ?? 'pause';
  return rejectAccount(core, part('account'), reason, action === 'pause');
}

function retrieveCapability({ core, owner, part }: ApiRequest): object {
  const capability = recordFor(core, owner, part('account')).capabilities[part('name')];
  if (capability === undefined) throw missing('capability', part('name'), 'capability');
  return capability;
}

function updateCapability({ core, owner, params, part }: ApiRequest): object {
  params.only('requested');
  const record = recordFor(core, owner, part('account'));
  if (params.boolean('requested') === false) return setCapability(core, record.id, part('name'), 'inactive');
  return addCapability(core, record, part('name'));
}

function listPersons({ core, owner, params, part }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'relationship');
  const record = recordFor(core, owner, part('account'));
  return listPage(core.store.persons.rows(record.id), params, `/v1/accounts/${record.id}/persons`);
}

function createLoginLink({ core, part }: ApiRequest): object {
  const record = connectedAccountOf(core, part('account'));
  if (record.account.controller?.stripe_dashboard?.type !== 'express') {
    throw refused(
      'invalid_request',
      'Cannot create a login link for an account that is not an Express account.',
    );
  }
  const url = `https://connect.stripe.com/express/${record.id}/${core.random.letters(12)}`;
  return { object: 'login_link', created: core.clock.nowSeconds(), url } satisfies Stripe.LoginLink;
}
