const MASK = '[secret]';
// A shorter secret would also mask ordinary words.
const SHORTEST = 8;
// A prefix of this length is masked too. A shorter one may be common to all secrets of its kind.
const SHORTEST_PART = 20;
// What secrets are made of, as they stand in URLs and headers. Most texts have no such run, and cost no more than this.
const RUN = /[\w%+/=*.~!-]{20,}/g;

/**
 * The only place that removes secrets from text. Code that makes or reads a secret adds it here. Text from a reply
 * passes through `scrub` before any other code sees it; so does all text for the terminal and the log.
 */
export class Secrets {
  readonly #forms = new Set<string>();
  /** every part of every form of the shortest length: a page or a proxy may cut a secret anywhere */
  readonly #parts = new Set<string>();

  /** @param secret - a secret key or a UserSig; it is kept even after a newer one has replaced it */
  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    const bytes = Buffer.from(secret);
    const inBase64 = base64Forms(bytes);
    const hex = bytes.toString('hex');
    for (const form of [
      secret,
      encodeURIComponent(secret),
      inSmallLetters(encodeURIComponent(secret)),
      allEncoded(secret),
      inSmallLetters(allEncoded(secret)),
      ...inBase64,
      ...inBase64.map(encodeURIComponent),
      ...inBase64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
      hex,
      hex.toUpperCase(),
      JSON.stringify(secret).slice(1, -1),
    ]) {
      this.#forms.add(form);
      for (let at = 0; at + SHORTEST_PART <= form.length; at += 1) this.#parts.add(form.slice(at, at + SHORTEST_PART));
    }
  }

  scrub(text: string): string {
    let clean = text;
    for (const form of this.#forms) {
      const part = form.slice(0, SHORTEST_PART);
      if (clean.includes(part)) clean = maskAll(clean, form, part);
    }
    return clean.replace(RUN, (run) => this.#withoutParts(run));
  }

  #withoutParts(run: string): string {
    let clean = '';
    let from = 0;
    for (let at = 0; at + SHORTEST_PART <= run.length; at += 1) {
      if (!this.#parts.has(run.slice(at, at + SHORTEST_PART))) continue;
      clean += run.slice(from, at) + MASK;
      let last = at;
      while (this.#parts.has(run.slice(last + 1, last + 1 + SHORTEST_PART))) last += 1;
      from = last + SHORTEST_PART;
      at = from - 1;
    }
    return clean + run.slice(from);
  }
}

/**
 * Whole, and as it stands in the base64 of a longer text: three bytes give four characters, so a text may begin in three
 * ways.
 */
const base64Forms = (bytes: Buffer): string[] => [
  bytes.toString('base64'),
  bytes.toString('base64').replace(/=+$/, ''),
  ...[0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const whole = (before + bytes.length) % 3 === 0 ? text.length : text.length - 1;
    return text.slice(Math.ceil((before * 4) / 3), whole);
  }),
];

/** Percent-encodes everything but letters and digits: `encodeURIComponent` leaves `*-_.` and others. */
const allEncoded = (secret: string): string =>
  encodeURIComponent(secret).replace(
    /[!'()*._~-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const inSmallLetters = (encoded: string): string => encoded.replace(/%[0-9A-F]{2}/g, (one) => one.toLowerCase());

/** Also masks a prefix of the secret. */
const maskAll = (text: string, form: string, part: string): string => {
  let clean = '';
  let from = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, from)) {
    let length = part.length;
    while (length < form.length && text[at + length] === form[length]) length += 1;
    clean += text.slice(from, at) + MASK;
    from = at + length;
  }
  return clean + text.slice(from);
};
