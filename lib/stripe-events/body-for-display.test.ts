import { describe, expect, it } from 'vitest';
import { bodyForDisplay } from './body-for-display.ts';

const show = (object: unknown) => JSON.parse(bodyForDisplay(JSON.stringify(object)) ?? 'null') as unknown;

describe('a stored event on a screen', () => {
  it('keeps of a bank account what tells it apart and nothing to pay with', () => {
    expect(
      show({
        type: 'account.external_account.created',
        data: {
          object: {
            id: 'ba_1',
            bank_name: 'STRIPE TEST BANK',
            last4: '6789',
            routing_number: '110000000',
            account_number: '000123456789',
            fingerprint: 'fp_1',
          },
          previous_attributes: { iban: 'DE89 3704 0044 0532 0130 00', account_number: 12_345_678 },
        },
      }),
    ).toEqual({
      type: 'account.external_account.created',
      data: {
        object: {
          id: 'ba_1',
          bank_name: 'STRIPE TEST BANK',
          last4: '6789',
          routing_number: '[hidden]',
          account_number: '••••6789',
          fingerprint: 'fp_1',
        },
        previous_attributes: { iban: '••••3000', account_number: '••••5678' },
      },
    });
  });

  it('hides who a person is, however deep it stands, and keeps that nothing was given', () => {
    const person = {
      id: 'person_1',
      dob: { day: 1, month: 2, year: 1980 },
      address: { line1: '1 Secret Street', city: 'Hidden' },
      address_kana: { town: 'カナ' },
      registered_address: { line1: '2 Secret Street' },
      id_number: '123-45-6789',
      id_number_provided: true,
      ssn_last_4: '6789',
      phone: '+4915112345678',
      email: 'person@example.com',
      nationality: null,
      relationship: { title: 'CEO', percent_ownership: 25 },
    };
    const text =
      bodyForDisplay(JSON.stringify({ data: { object: { individual: person, list: [person] } } })) ?? '';
    for (const secret of ['1980', 'Secret Street', 'カナ', '123-45', '6789', '4915', 'person@'])
      expect(text).not.toContain(secret);
    for (const shown of ['person_1', '"id_number_provided": true', '"nationality": null', 'CEO', '25'])
      expect(text).toContain(shown);
  });

  it('hides what payments carry: billing and shipping, the buyer’s device, a dispute’s evidence, secrets', () => {
    const text =
      bodyForDisplay(
        JSON.stringify({
          billing_details: { address: { line1: 'Secret 1' }, email: 'a@secret.example', name: 'Ada' },
          shipping: { address: { line1: 'Secret 2' }, phone: 'Secret 3' },
          receipt_email: 'b@secret.example',
          evidence: { customer_name: 'Secret 4', customer_purchase_ip: '203.0.113.7' },
          tos_acceptance: { date: 1_790_000_000, ip: '203.0.113.8', user_agent: 'Secret 5' },
          client_secret: 'pi_1_secret_x',
          checks: { address_line1_check: 'pass', cvc_check: 'pass' },
          description: 'Refund to DE89370400440532013000, please',
        }),
      ) ?? '';
    for (const secret of ['Secret', 'secret.example', '203.0.113', 'secret_x', '370400440532'])
      expect(text).not.toContain(secret);
    for (const shown of ['Ada', '1790000000', '"address_line1_check": "pass"', 'Refund to ••••3000'])
      expect(text).toContain(shown);
  });

  it('leaves ids, amounts and the names of what Stripe requires as they are', () => {
    const facts = {
      id: 'evt_1Q2W3E4R5T6Y7U8I9O0P',
      amount: 12_345_678,
      arrival_date: 1_790_000_000,
      zip: null,
      description: 'STRIPE PAYOUT',
      balance_transaction: 'txn_1ABCDEFGHIJKLMNOP',
      requirements: { currently_due: ['individual.address.city', 'individual.id_number'] },
    };
    expect(show(facts)).toEqual(facts);
  });

  it('shows nothing of bytes that it cannot read', () => {
    expect(bodyForDisplay('{"account_number":"000123456789"')).toBeNull();
  });
});
