/*
 * Why Stripe did not take what it was given: the codes of `requirements.errors`, each as the end of a sentence ("Send an
 * identity document again: …"). Read by the owner, too, so none says what anybody suspects: what Stripe calls forged is
 * here only not accepted. Source: the SDK's type of the code; every one of it has words here (see the test).
 */

const DOCUMENT: Readonly<Record<string, string>> = {
  verification_document_address_mismatch: 'the address on the one sent is not the address given',
  verification_document_address_missing: 'the one sent shows no address',
  verification_document_corrupt: 'the file sent could not be opened',
  verification_document_country_not_supported: 'one from that country cannot be used',
  verification_document_directors_mismatch: 'the directors on the one sent are not the directors given',
  verification_document_dob_mismatch: 'the date of birth on the one sent is not the one given',
  verification_document_duplicate_type: 'the same kind was sent twice, and a second kind is needed',
  verification_document_expired: 'the one sent has expired',
  verification_document_failed_copy: 'a copy was sent, and a picture of the original is needed',
  verification_document_failed_greyscale: 'the one sent has no colours, and a picture in colour is needed',
  verification_document_failed_other: 'the one sent was not accepted',
  verification_document_failed_test_mode: 'the one sent is a test file',
  verification_document_fraudulent: 'the one sent was not accepted',
  verification_document_id_number_mismatch: 'the number on the one sent is not the number given',
  verification_document_id_number_missing: 'the one sent shows no number',
  verification_document_incomplete: 'a part of the one sent was missing',
  verification_document_invalid: 'what was sent is not a document that can be used',
  verification_document_issue_or_expiry_date_missing:
    'the one sent does not show from when and until when it is valid',
  verification_document_manipulated: 'the one sent was not accepted',
  verification_document_missing_back: 'its back was missing',
  verification_document_missing_front: 'its front was missing',
  verification_document_name_mismatch: 'the name on the one sent is not the name given',
  verification_document_name_missing: 'the one sent shows no name',
  verification_document_nationality_mismatch: 'the nationality on the one sent is not the one given',
  verification_document_not_readable: 'the one sent could not be read',
  verification_document_not_signed: 'the one sent was not signed',
  verification_document_not_uploaded: 'the file did not arrive',
  verification_document_photo_mismatch: 'the photograph on the one sent does not show the same person',
  verification_document_too_large: 'the file sent is too large',
  verification_document_type_not_supported: 'that kind of document cannot be used',
};

const DETAILS: Readonly<Record<string, string>> = {
  invalid_address_city_state_postal_code: 'the town, state and postal code do not belong together',
  invalid_address_cmra_address: 'it is the address of a mail service',
  invalid_address_highway_contract_box: 'it is a box on a postal route, and a street address is needed',
  invalid_address_private_mailbox: 'it is a private mailbox, and a street address is needed',
  invalid_address_registered_agent_address: 'it is the address of an agent for companies',
  invalid_business_profile_name: 'the name of the business cannot be used',
  invalid_business_profile_name_denylisted: 'the name of the business is not allowed',
  invalid_company_name_denylisted: 'the name of the company is not allowed',
  invalid_dob_age_over_maximum: 'the date of birth cannot be right',
  invalid_dob_age_under_18: 'the person has to be 18 or older',
  invalid_dob_age_under_minimum: 'the person is too young',
  invalid_product_description_length: 'the description is too short or too long',
  invalid_product_description_url_match: 'a description is needed that is not the address of the website',
  invalid_representative_country: 'the representative cannot live in that country',
  invalid_signator: 'that person may not sign for the company',
  invalid_statement_descriptor_business_mismatch:
    'the text on statements does not resemble the business’s name',
  invalid_statement_descriptor_denylisted: 'the text on statements is not allowed',
  invalid_statement_descriptor_length: 'the text on statements is too short or too long',
  invalid_statement_descriptor_prefix_denylisted: 'the text on statements is not allowed',
  invalid_statement_descriptor_prefix_mismatch:
    'the text on statements does not resemble the business’s name',
  invalid_street_address: 'the street and number were not found',
  invalid_tax_id: 'the tax number is not right',
  invalid_tax_id_format: 'the tax number is not written as such a number is',
  invalid_tos_acceptance: 'the agreement was not accepted in a way that counts',
  invalid_value_other: 'what was given is not right',
  unsupported_business_type: 'this kind of business cannot be served',
};

const WEBSITE: Readonly<Record<string, string>> = {
  invalid_url_denylisted: 'that website is not allowed',
  invalid_url_format: 'that is not the address of a website',
  invalid_url_length: 'the address of the website is too long',
  invalid_url_web_presence_detected: 'the business has a website of its own, which is needed instead',
  invalid_url_website_business_information_mismatch: 'the website does not show the same business',
  invalid_url_website_empty: 'the website is empty',
  invalid_url_website_inaccessible: 'the website could not be reached',
  invalid_url_website_inaccessible_geoblocked: 'the website cannot be seen from other countries',
  invalid_url_website_inaccessible_password_protected: 'the website asks for a password',
  invalid_url_website_incomplete: 'the website misses something that customers need',
  invalid_url_website_incomplete_cancellation_policy: 'the website does not say how to cancel',
  invalid_url_website_incomplete_customer_service_details:
    'the website does not say how to reach the business',
  invalid_url_website_incomplete_legal_restrictions: 'the website does not say who may not buy',
  invalid_url_website_incomplete_refund_policy: 'the website does not say how money is refunded',
  invalid_url_website_incomplete_return_policy: 'the website does not say how things are sent back',
  invalid_url_website_incomplete_terms_and_conditions: 'the website shows no terms of sale',
  invalid_url_website_incomplete_under_construction: 'the website is not finished',
  invalid_url_website_other: 'the website was not accepted',
};

const CHECKS: Readonly<Record<string, string>> = {
  verification_directors_mismatch: 'the directors are not those in the official register',
  verification_extraneous_directors: 'more directors were named than the official register shows',
  verification_failed_address_match: 'the address could not be confirmed',
  verification_failed_authorizer_authority: 'it could not be confirmed that this person may sign',
  verification_failed_business_iec_number: 'the import and export number could not be confirmed',
  verification_failed_document_match: 'the document does not match what was given',
  verification_failed_id_number_match: 'the number does not belong to this name',
  verification_failed_keyed_identity: 'what was given could not be confirmed',
  verification_failed_keyed_match: 'what was given could not be confirmed',
  verification_failed_name_match: 'the name could not be confirmed',
  verification_failed_other: 'it could not be confirmed',
  verification_failed_representative_authority:
    'it could not be confirmed that this person may act for the company',
  verification_failed_residential_address: 'the home address could not be confirmed',
  verification_failed_tax_id_match: 'the tax number does not belong to this name',
  verification_failed_tax_id_not_issued: 'the tax number has not been issued',
  verification_legal_entity_structure_mismatch: 'the kind of company is not the one in the official register',
  verification_missing_directors: 'directors in the official register were not named',
  verification_missing_executives: 'executives were not named',
  verification_missing_owners: 'owners were not named',
  verification_rejected_ownership_exemption_reason: 'the reason for naming no owners was not accepted',
  verification_requires_additional_memorandum_of_associations: 'the memorandum of association is needed, too',
  verification_requires_additional_proof_of_registration: 'a proof of registration is needed, too',
  verification_supportability: 'more must be known about what the business sells',
};

/** These say that something was never given, which the requirement itself says. */
export const NO_REFUSALS: ReadonlySet<string> = new Set(['external_request', 'information_missing']);

const WORDS: Readonly<Record<string, string>> = { ...DOCUMENT, ...DETAILS, ...WEBSITE, ...CHECKS };

/** Why something was not taken, as the end of a sentence; null for a code that is newer than these words. Pure. */
export function refusalInWords(code: string): string | null {
  return Object.hasOwn(WORDS, code) ? (WORDS[code] ?? null) : null;
}
