import { PAGE_PARAMS, listPage } from '../list.ts';
import type { Params } from '../params.ts';
import {
  addBankAccount,
  bankNumberOfToken,
  externalAccountOf,
  externalAccountsOf,
  removeExternalAccount,
  updateExternalAccount,
} from '../resources/external-accounts.ts';
import type { NewBankAccount } from '../resources/external-accounts.ts';
import type { ApiRequest, Route } from '../router.ts';
import { recordFor } from './record-for.ts';

const PATH = '/v1/accounts/:account/external_accounts';

export const externalAccountRoutes: Route[] = [
  { method: 'GET', path: PATH, handle: list },
  { method: 'POST', path: PATH, handle: create },
  {
    method: 'GET',
    path: `${PATH}/:id`,
    handle: ({ core, owner, part }) => externalAccountOf(recordFor(core, owner, part('account')), part('id')),
  },
  { method: 'POST', path: `${PATH}/:id`, handle: update },
  { method: 'DELETE', path: `${PATH}/:id`, handle: remove },
];

function list({ core, owner, params, part }: ApiRequest): object {
  params.only(...PAGE_PARAMS, 'object');
  const record = recordFor(core, owner, part('account'));
  const kind = params.text('object');
  return listPage(
    externalAccountsOf(record).map((external) => external),
    params,
    `/v1/accounts/${record.id}/external_accounts`,
    (external) => kind === undefined || external.object === kind,
  );
}

function create({ core, owner, params, part }: ApiRequest): object {
  params.only('external_account', 'default_for_currency', 'metadata');
  const record = recordFor(core, owner, part('account'));
  return addBankAccount(core, record, {
    ...bankAccountOf(params),
    defaultForCurrency: params.boolean('default_for_currency') ?? false,
    metadata: params.metadata(),
  });
}

/** A bank account given as a hash or as a test token. */
export function bankAccountOf(params: Params): NewBankAccount {
  const value = params.values['external_account'];
  if (typeof value === 'string') {
    return {
      accountNumber: bankNumberOfToken(value),
      routingNumber: '110000000',
      country: 'US',
      currency: 'usd',
    };
  }
  const bank = params.hash('external_account');
  const country = bank?.text('country');
  const currency = bank?.text('currency');
  return {
    accountNumber: bank?.requiredText('account_number') ?? params.requiredText('external_account'),
    routingNumber: bank?.text('routing_number') ?? null,
    holderName: bank?.text('account_holder_name') ?? null,
    ...(country === undefined ? {} : { country }),
    ...(currency === undefined ? {} : { currency }),
  };
}

function update({ core, owner, params, part }: ApiRequest): object {
  const record = recordFor(core, owner, part('account'));
  const isDefault = params.boolean('default_for_currency');
  const holderName = params.text('account_holder_name');
  const before = externalAccountOf(record, part('id'));
  return updateExternalAccount(core, record, part('id'), {
    ...(isDefault === undefined ? {} : { defaultForCurrency: isDefault }),
    ...(holderName === undefined ? {} : { holderName }),
    ...(params.has('metadata') ? { metadata: params.metadata({ ...before.metadata }) } : {}),
  });
}

function remove({ core, owner, part }: ApiRequest): object {
  const record = recordFor(core, owner, part('account'));
  const { object } = externalAccountOf(record, part('id'));
  removeExternalAccount(core, record, part('id'));
  return { id: part('id'), object, deleted: true };
}
