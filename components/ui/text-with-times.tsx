import { Fragment } from 'react';
import { Time } from './time.tsx';

/** ISO, or the minute of UTC that stored explanations say: those must stay the same for everybody and for ever. */
const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|\d{4}-\d\d-\d\d \d\d:\d\d UTC)/;

/** A sentence with its instants drawn as every other time on the page: in the reader's zone. @param seconds of a day to come nobody needs them */
export function TextWithTimes({ text, seconds = true }: { text: string; seconds?: boolean }) {
  // Splitting by a pattern with one group puts the instants at the odd places.
  return text.split(INSTANT).map((part, index) => (
    // The parts of a sentence have no other name than their place.
    <Fragment key={index}>{index % 2 === 1 ? drawInstant(part, seconds) : part}</Fragment>
  ));
}

function drawInstant(text: string, seconds: boolean) {
  return text.endsWith(' UTC') ? (
    <Time at={`${text.slice(0, 10)}T${text.slice(11, 16)}:00Z`} />
  ) : (
    <Time at={text} seconds={seconds} year />
  );
}
