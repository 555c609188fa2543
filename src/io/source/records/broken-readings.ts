import type { Reading } from './record-reading.ts';

type Stand = Reading['stand'];

/**
 * Line breaks that a reading has passed outside quotes. They are noted and asked for in their order, and what stands before
 * the one that is asked for is forgotten: an input of such lines only would fill the memory.
 */
export class PlainBreaks {
  #offsets: number[] = [];
  #first = 0;

  add(offset: number): void {
    this.#offsets.push(offset);
  }

  has(offset: number): boolean {
    while (this.#first < this.#offsets.length && (this.#offsets[this.#first] ?? 0) < offset) this.#first += 1;
    if (this.#first > this.#offsets.length / 2) {
      this.#offsets = this.#offsets.slice(this.#first);
      this.#first = 0;
    }
    return this.#offsets[this.#first] === offset;
  }
}

/** A reading that passed its first line and came to no record. All offsets are those of the input. */
export type BrokenReading = {
  /** up to where it was read */
  readonly at: number;
  readonly stand: Stand;
  /** there the quotes are broken; else no end was found up to there */
  readonly isBad: boolean;
  /** line breaks that it passed outside quotes, behind a backslash; undefined where all are passed in one stand */
  readonly plainBreaks: PlainBreaks | undefined;
};

/**
 * Of a record that is broken only the first line is given up, and the next line is read as a record anew, through the
 * same bytes. Where that one comes to a line break that the broken reading has passed in the same stand, it goes on as
 * that did. So it is told what that found, and reading takes no longer than the input is long, however many of its
 * lines are broken.
 */
export class BrokenReadings {
  /** at a line break a record stands in one of two ways: more than two readings are never of use */
  #readings: readonly BrokenReading[] = [];

  /** @param at - behind a line break inside a record @returns the broken reading that passed it in the same stand */
  passing(at: number, stand: Stand): BrokenReading | undefined {
    return this.#readings.find((one) => one.at >= at && isSameStand(one, at, stand));
  }

  /** @param at - behind the first line of the record */
  add(reading: BrokenReading, at: number): void {
    const stand = reading.plainBreaks?.has(at) ? 'plain' : 'quoted';
    this.#readings = [...this.#readings.filter((one) => one.at >= at && !isSameStand(one, at, stand)), reading];
  }
}

const isSameStand = ({ plainBreaks }: BrokenReading, at: number, stand: Stand): boolean =>
  plainBreaks === undefined || plainBreaks.has(at) === (stand === 'plain');
