/** Requirement codes that are the same for every account, by Stripe's name. */
export const REQUIREMENT_WORDS: Readonly<Record<string, string>> = {
  external_account: 'Add a bank account or debit card for payouts.',
  business_type: 'Say what kind of business it is.',
  'tos_acceptance.date': 'Accept the service agreement.',
  'tos_acceptance.ip': 'Accept the service agreement.',
  'tos_acceptance.user_agent': 'Accept the service agreement.',
  'business_profile.mcc': 'Say what the business sells (its category).',
  'business_profile.url': 'Give the website of the business.',
  'business_profile.product_description': 'Describe what the business sells.',
  'business_profile.support_phone': 'Give a phone number for customers.',
  'business_profile.support_email': 'Give an e-mail address for customers.',
  'business_profile.support_url': 'Give a web page for customers who need help.',
  'business_profile.name': 'Give the name that customers know.',
  'settings.payments.statement_descriptor': 'Choose the text on customers’ statements.',
  'settings.card_payments.statement_descriptor_prefix': 'Choose the text on customers’ statements.',
  'company.directors_provided': 'Confirm that all directors are named.',
  'company.executives_provided': 'Confirm that all executives are named.',
  'company.owners_provided': 'Confirm that all owners are named.',
  'company.verification.document': 'Send a document that proves the company exists.',
  'company.registration_date': 'Give the date of registration.',
  'company.structure': 'Say how the company is organised.',
  'company.ownership_declaration': 'Declare who owns the company.',
  'documents.bank_account_ownership_verification.files': 'Send proof of who owns the bank account.',
  'documents.company_license.files': 'Send the company’s licence.',
  'documents.company_registration_verification.files': 'Send the company’s registration.',
  'documents.company_tax_id_verification.files': 'Send proof of the company’s tax number.',
  'documents.proof_of_registration.files': 'Send proof of registration.',
  'documents.proof_of_address.files': 'Send proof of address.',
};

/** What can be asked about a person or a company, by the last part of the code; `{who}` is filled in. */
export const FIELD_WORDS: Readonly<Record<string, string>> = {
  first_name: 'Give the first name of {who}.',
  last_name: 'Give the last name of {who}.',
  maiden_name: 'Give the birth name of {who}.',
  name: 'Give the legal name of {who}.',
  email: 'Give the e-mail address of {who}.',
  phone: 'Give the phone number of {who}.',
  dob: 'Give the date of birth of {who}.',
  address: 'Give the address of {who}.',
  registered_address: 'Give the registered address of {who}.',
  id_number: 'Give the identity number of {who}.',
  ssn_last_4: 'Give the last four digits of the social security number of {who}.',
  tax_id: 'Give the tax number of {who}.',
  vat_id: 'Give the VAT number of {who}.',
  nationality: 'Give the nationality of {who}.',
  political_exposure: 'Say whether {who} holds a public office.',
  title: 'Give the job title of {who}.',
  executive: 'Say whether {who} is an executive.',
  director: 'Say whether {who} is a director.',
  owner: 'Say whether {who} is an owner.',
  percent_ownership: 'Say how much of the company {who} owns.',
  'verification.document': 'Send an identity document of {who}.',
  'verification.additional_document': 'Send proof of the address of {who}.',
  'verification.proof_of_liveness': 'Let {who} take a picture of themselves to prove who they are.',
};

/** Stripe's `disabled_reason`, each with what to do. */
export const DISABLED_WORDS: Readonly<Record<string, string>> = {
  'action_required.requested_capabilities':
    'Nothing was asked for yet that this account could do. Next: request the abilities it needs.',
  listed:
    'The account may be on a sanctions list; Stripe is looking at it. Next: wait for Stripe, pay nothing.',
  other: 'Stripe has limited the account and does not say why. Next: ask Stripe.',
  platform_paused: 'The platform has paused it. Next: lift the pause when the reason is gone.',
  'rejected.fraud': 'Stripe has rejected the account for fraud. Nothing can lift that from here.',
  'rejected.incomplete_verification':
    'Stripe has rejected the account because its details were never verified. Next: ask Stripe whether it may start again.',
  'rejected.listed':
    'Stripe has rejected the account because it is on a sanctions list. Nothing can lift that from here.',
  'rejected.other': 'Stripe has rejected the account and does not say why. Next: ask Stripe.',
  'rejected.platform_fraud': 'The platform has rejected the account for fraud.',
  'rejected.platform_other': 'The platform has rejected the account.',
  'rejected.platform_terms_of_service': 'The platform has rejected the account for breaking its terms.',
  'rejected.terms_of_service': 'Stripe has rejected the account for breaking its terms.',
  'requirements.past_due': 'Details are missing. Next: get what is listed below.',
  'requirements.pending_verification':
    'Stripe is checking what was sent. Next: wait; nothing needs to be done.',
  under_review: 'Stripe is looking at the account. Next: wait for Stripe.',
};
