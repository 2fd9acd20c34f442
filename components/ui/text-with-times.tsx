import { Fragment } from 'react';
import { Time } from './time.tsx';

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence with its ISO instants drawn as every other time on the page: in the reader's zone. @param seconds of a day to come nobody needs them */
export function TextWithTimes({ text, seconds = true }: { text: string; seconds?: boolean }) {
  // Splitting by a pattern with one group puts the instants at the odd places.
  return text.split(INSTANT).map((part, index) => (
    // The parts of a sentence have no other name than their place.
    <Fragment key={index}>{index % 2 === 1 ? <Time at={part} seconds={seconds} year /> : part}</Fragment>
  ));
}
