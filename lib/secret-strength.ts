/** A value that a person is meant to replace. Real random secrets contain none of these words. */
const PLACEHOLDER_WORDS =
  /change.?me|secret|example|password|placeholder|default|your[-_]|test.?only|1234567/i;

/** 32 characters is what `openssl rand -base64 24` gives: 192 bits, more than next-auth's HKDF can use up. */
export const SECRET_LENGTH_MIN = 32;

/** A random 32-character string has about 20 different characters; a keyboard pattern has few. */
const SECRET_DISTINCT_CHARACTERS_MIN = 10;

/** So many of its characters no neighbour and no earlier part of it tells: 88 bits where they are hexadecimal digits, and 32 random ones have 25 at least. */
const SECRET_SURPRISES_MIN = 22;

/** Of a secret that others issue, whose length is theirs, or of a password. */
const ISSUED_SURPRISES_MIN = 8;
const ISSUED_PREFIX = /^(whsec|[sr]k_(test|live))_/;

/** What a hand that goes over the keys types, along and across. */
const KEYBOARD_WALKS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const KEYBOARD_COLUMNS = Array.from({ length: 10 }, (_, at) =>
  KEYBOARD_WALKS.map((row) => row[at] ?? '').join(''),
);

/** Whether three characters go on in one step of the alphabet, of the digits or of the keyboard, or stay the same. */
function isStep(first: string, second: string, third: string): boolean {
  const codes = [first, second, third].map((character) => character.charCodeAt(0));
  const [one = 0, two = 0, three = 0] = codes;
  if (two - one === three - two && Math.abs(two - one) <= 1) return true;
  const walk = first + second + third;
  const back = third + second + first;
  return [...KEYBOARD_WALKS, ...KEYBOARD_COLUMNS].some((row) => row.includes(walk) || row.includes(back));
}

/** How many characters neither go on a sequence, also one that is woven with a second, nor repeat an earlier part. */
function surprisesOf(value: string): number {
  const text = value.toLowerCase();
  const seen = new Set<string>();
  let surprises = 0;
  for (let at = 0; at < text.length; at += 1) {
    const isOfSequence = [1, 2].some(
      (apart) =>
        at >= 2 * apart && isStep(text[at - 2 * apart] ?? '', text[at - apart] ?? '', text[at] ?? ''),
    );
    const lastThree = text.slice(Math.max(0, at - 2), at + 1);
    if (!isOfSequence && !seen.has(lastThree)) surprises += 1;
    if (lastThree.length === 3) seen.add(lastThree);
  }
  return surprises;
}

/** Whether a secret that we make ourselves is short, an example, a sequence or a repetition. */
export function isWeakSecret(value: string): boolean {
  return (
    value.length < SECRET_LENGTH_MIN ||
    new Set(value).size < SECRET_DISTINCT_CHARACTERS_MIN ||
    surprisesOf(value) < SECRET_SURPRISES_MIN ||
    PLACEHOLDER_WORDS.test(value)
  );
}

/** Whether one of the secrets of others, separated by commas, is none that anybody would issue. */
export function isExampleValue(value: string): boolean {
  return value.split(',').some((part) => {
    const own = part.trim().replace(ISSUED_PREFIX, '');
    return (
      Math.min(new Set(own).size, surprisesOf(own)) < ISSUED_SURPRISES_MIN || PLACEHOLDER_WORDS.test(own)
    );
  });
}
