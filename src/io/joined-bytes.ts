const NOTHING = Buffer.alloc(0);

/** Bytes that come in pieces, and are taken off at their start. However small the pieces are, each is copied about twice. */
export class JoinedBytes {
  #room: Buffer = NOTHING;
  #used = 0;

  /**
   * @param held - what is left of the bytes that were returned last, up to their end
   * @param piece - comes behind it
   * @returns both; what was returned before stays as it is
   */
  join(held: Buffer, piece: Buffer): Buffer {
    if (held.length === 0) return piece;
    const length = held.length + piece.length;
    const end = held.byteOffset + held.length;
    const isLastInRoom = held.buffer === this.#room.buffer && end === this.#room.byteOffset + this.#used;
    if (!isLastInRoom || this.#used + piece.length > this.#room.length) {
      // Where more is held than comes, a long record goes on.
      this.#room = Buffer.allocUnsafeSlow(held.length > piece.length ? length * 2 : length);
      this.#used = held.copy(this.#room);
    }
    this.#used += piece.copy(this.#room, this.#used);
    return this.#room.subarray(this.#used - length, this.#used);
  }
}
