import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Simulator } from '../../src/simulator/server.ts';
import { Dice } from '../soak/dice.ts';
import { fastClock } from '../support/clock.ts';
import { startCommand } from '../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { MEMORY, tempFolder } from '../support/temp.ts';
import { wait } from '../support/until.ts';
import {
  expectEqual,
  type Findings,
  judgePage,
  judgeSummary,
  judgeText,
  objectsIn,
  type Summary,
  sum,
} from './verdicts.ts';
import { countOf, grow, makeWorld, type World, type WorldInput, type WorldRow } from './world.ts';

const pairOf = ({ groupId, account }: { groupId: unknown; account: unknown }): string => `${groupId} ${account}`;

/** The first input of a world, in shares, each of which is stopped and killed for itself. What does not hold becomes a finding. */
export class SharePlay {
  commands = 0;
  readonly findings: Findings = [];
  readonly #dice: Dice;
  readonly #world: World;
  readonly #input: WorldInput;
  readonly #shares: readonly number[];
  /** the share that has sent rows of a pair */
  readonly #senders = new Map<string, number>();
  #folder = '';
  #simulator!: Simulator;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    this.#world = makeWorld(this.#dice);
    this.#input = this.#world.inputs[0] as WorldInput;
    this.#shares = Array.from({ length: this.#dice.between(2, 4) }, (_, at) => at + 1);
  }

  async run(): Promise<void> {
    const { groups, faults } = this.#world;
    this.#folder = await tempFolder(MEMORY);
    this.#simulator = await simulate({ groups, faults, accounts: ['stranger'], seed: this.#dice.below(1000) });
    this.#write();
    for (let round = 0; round < 2; round += 1) {
      for (const share of this.#shares) if (this.#dice.hits(0.6)) await this.#import(share, true);
      if (!this.#world.isFirst && this.#dice.hits(0.5)) {
        grow(this.#dice, this.#input, this.#dice.between(1, 10));
        this.#write();
      }
    }
    const ends: Summary[] = [];
    for (const share of this.#shares) ends.push(...(await this.#import(share, false)));
    this.#judgeWhole(ends);
    await this.#status(ends);
  }

  #write(): void {
    writeFileSync(join(this.#folder, this.#input.name), this.#input.text);
  }

  async #import(share: number, isCut: boolean): Promise<readonly Summary[]> {
    const kind = isCut ? this.#dice.pick(['itself', 'limit', 'stop', 'kill'] as const) : 'itself';
    const afterCalls = this.#dice.between(1, 20);
    const of = `${share}/${this.#shares.length}`;
    const words = ['import', this.#input.name, ...this.#world.flags, '--shard', of, '--json'];
    const sentBefore = this.#simulator.state().calls.length;
    this.commands += 1;
    const running = startCommand([...words, ...(kind === 'limit' ? ['--limit', String(afterCalls)] : [])], {
      cwd: this.#folder,
      env: environmentOf(this.#simulator),
      world: { clock: fastClock(10) },
    });
    let isOver = false;
    const ended = running.ended.finally(() => {
      isOver = true;
    });
    if (kind === 'stop' || kind === 'kill') {
      while (!isOver && this.#simulator.state().calls.length < sentBefore + afterCalls) await wait(1);
      if (!isOver && kind === 'stop') await Promise.race([running.signal('SIGINT'), ended]);
      if (!isOver && kind === 'kill') await running.kill(this.#stateDir(share));
    }
    const { code, stdout, stderr } = await ended;
    const calls = this.#simulator.state().calls.slice(sentBefore);
    const findings: Findings = [];
    for (const call of calls) {
      const sender = this.#senders.get(pairOf(call)) ?? share;
      if (sender !== share) findings.push(`${pairOf(call)} was sent by the shares ${sender} and ${share}`);
      this.#senders.set(pairOf(call), share);
    }
    const summaries = kind === 'kill' ? [] : (objectsIn(findings, stdout) as Summary[]);
    for (const summary of summaries) {
      judgeSummary(findings, summary);
      judgePage(findings, stderr, summary);
      judgeText(findings, stderr);
      expectEqual(findings, 'calls at the target', calls.length, summary.calls.sent);
      expectEqual(findings, 'exit code', code, summary.exitCode);
      expectEqual(findings, 'lines of failures.csv', this.#failed(share).length, summary.rows.failed);
      if (!isCut) expectEqual(findings, 'read', summary.rows.read, this.#input.rows.length);
    }
    this.findings.push(...findings.map((one) => `share ${of} (${kind}): ${one}`));
    return summaries;
  }

  #stateDir(share: number): string {
    return join(this.#folder, `${this.#input.name}.tim-unread`, `shard-${share}-of-${this.#shares.length}`);
  }

  #failed(share: number): Record<string, string>[] {
    const text = readFileSync(join(this.#stateDir(share), 'failures.csv'), 'utf8');
    return parse(text, { columns: true, bom: true }) as Record<string, string>[];
  }

  /** Every row is in one share, and the target has what the rows ask for. */
  #judgeWhole(ends: readonly Summary[]): void {
    const { rows } = this.#input;
    const { findings } = this;
    expectEqual(findings, 'ends', ends.length, this.#shares.length);
    const others = sum(ends.map(({ rows: counts }) => counts.otherShard ?? 0));
    expectEqual(findings, 'rows of other shares', others, rows.length * (this.#shares.length - 1));
    const failed = this.#shares.flatMap((share) => this.#failed(share)).map(({ Line }) => Number(Line));
    expectEqual(findings, 'failed rows of all shares', new Set(failed).size, failed.length);
    const unread = unreadOf(this.#simulator);
    const last = new Map<string, WorldRow>();
    for (const row of rows) if (row.fate === 'ok' || row.fate === 'lowered') last.set(pairOf(row), row);
    for (const [pair, row] of last) {
      if (!failed.includes(row.line)) expectEqual(findings, `count of ${pair}`, unread.get(pair) ?? 0, countOf(row));
    }
  }

  /** The whole is the sum of its shares. */
  async #status(ends: readonly Summary[]): Promise<void> {
    this.commands += 1;
    const { stdout } = await startCommand(['status', this.#input.name, '--json'], { cwd: this.#folder }).ended;
    const [status] = objectsIn(this.findings, stdout) as Summary[];
    for (const name of ['ok', 'failed', 'pending', 'lowered'] as const) {
      const all = sum(ends.map(({ rows }) => rows[name]));
      expectEqual(this.findings, `${name} of the whole`, status?.rows[name], all);
    }
    expectEqual(this.findings, 'read of the whole', status?.rows.read, this.#input.rows.length);
  }
}
