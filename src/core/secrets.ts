const MASK = '[secret]';
// Anything shorter would also mask words of ordinary text.
const SHORTEST = 8;

/**
 * The one place where secrets are taken out of text. Whoever makes or reads a secret adds it here; what comes from
 * a reply passes through `scrub` before anything else sees it, and so does what goes to the terminal and the log.
 */
export class Secrets {
  readonly #forms = new Set<string>();

  /** @param secret - a secret key or a UserSig; forgotten never, also when a newer one has taken its place */
  add(secret: string): void {
    if (secret.length < SHORTEST) return;
    const base64 = Buffer.from(secret).toString('base64');
    for (const form of [
      secret,
      encodeURIComponent(secret),
      base64,
      base64.replace(/=+$/, ''),
      encodeURIComponent(base64),
      JSON.stringify(secret).slice(1, -1),
    ]) {
      this.#forms.add(form);
    }
  }

  scrub(text: string): string {
    let clean = text;
    for (const form of this.#forms) {
      if (clean.includes(form)) clean = clean.replaceAll(form, MASK);
    }
    return clean;
  }
}
