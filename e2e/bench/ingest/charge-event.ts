import { createHmac } from 'node:crypto';

/** Ids and times have a fixed width, so that the body of every event has the same length: about 2.2 kB. */
const SERIAL_WIDTH = 12;

const CARD = {
  amount_authorized: 4200,
  authorization_code: '482913',
  brand: 'visa',
  checks: { address_line1_check: null, address_postal_code_check: 'pass', cvc_check: 'pass' },
  country: 'US',
  exp_month: 8,
  exp_year: 2029,
  extended_authorization: { status: 'disabled' },
  fingerprint: 'mT3zVq9LwKx0Ybn2',
  funding: 'credit',
  incremental_authorization: { status: 'unavailable' },
  installments: null,
  last4: '4242',
  mandate: null,
  multicapture: { status: 'unavailable' },
  network: 'visa',
  network_token: { used: false },
  network_transaction_id: '104557651805572',
  overcapture: { maximum_amount_capturable: 4200, status: 'unavailable' },
  regulated_status: 'unregulated',
  three_d_secure: null,
  wallet: null,
};

function chargeSucceeded(serial: string, createdSeconds: number): string {
  return JSON.stringify({
    id: `evt_bench${serial}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: createdSeconds,
    data: {
      object: {
        id: `ch_bench${serial}`,
        object: 'charge',
        amount: 4200,
        amount_captured: 4200,
        amount_refunded: 0,
        application: null,
        application_fee: null,
        application_fee_amount: null,
        balance_transaction: `txn_bench${serial}`,
        billing_details: {
          address: {
            city: 'Portland',
            country: 'US',
            line1: '1 Long Street',
            line2: null,
            postal_code: '97205',
            state: 'OR',
          },
          email: 'jenny.rosen@example.com',
          name: 'Jenny Rosen',
          phone: null,
          tax_id: null,
        },
        calculated_statement_descriptor: 'BENCHMARK STORE',
        captured: true,
        created: createdSeconds,
        currency: 'usd',
        customer: null,
        description: 'Order of a benchmark: one blue teapot, two cups',
        disputed: false,
        failure_balance_transaction: null,
        failure_code: null,
        failure_message: null,
        fraud_details: {},
        livemode: false,
        metadata: { order_id: '6735' },
        on_behalf_of: null,
        outcome: {
          advice_code: null,
          network_advice_code: null,
          network_decline_code: null,
          network_status: 'approved_by_network',
          reason: null,
          risk_level: 'normal',
          risk_score: 21,
          seller_message: 'Payment complete.',
          type: 'authorized',
        },
        paid: true,
        payment_intent: null,
        payment_method: 'pm_1PqBench0000000000000000',
        payment_method_details: { card: CARD, type: 'card' },
        receipt_email: null,
        receipt_number: null,
        refunded: false,
        review: null,
        shipping: null,
        source_transfer: null,
        statement_descriptor: null,
        statement_descriptor_suffix: null,
        status: 'succeeded',
        transfer_data: null,
        transfer_group: null,
      },
    },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'charge.succeeded',
  });
}

const SERIAL_MARK = '0'.repeat(SERIAL_WIDTH);

/** Makes signed deliveries with ever new event and charge ids; cheap enough not to be what is measured. */
export function eventFactory(secret: string, startSerial: number): () => { body: string; signature: string } {
  const createdSeconds = Math.floor(Date.now() / 1000);
  const parts = chargeSucceeded(SERIAL_MARK, createdSeconds).split(SERIAL_MARK);
  let serial = startSerial;
  return () => {
    serial += 1;
    const body = parts.join(String(serial).padStart(SERIAL_WIDTH, '0'));
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return { body, signature: `t=${timestamp},v1=${signature}` };
  };
}
