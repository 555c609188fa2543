import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Simulator } from '../../src/simulator/server.ts';
import { Dice } from '../soak/dice.ts';
import type { Ended } from '../support/binary.ts';
import { fastClock } from '../support/clock.ts';
import { startCommand } from '../support/command.ts';
import { environmentOf, simulate, unreadOf } from '../support/simulator.ts';
import { MEMORY, tempFolder } from '../support/temp.ts';
import { wait } from '../support/until.ts';
import { unwrapped } from '../support/unwrapped.ts';
import {
  expectEqual,
  type Findings,
  judgePage,
  judgeSummary,
  judgeText,
  objectsIn,
  type Rows,
  type Summary,
  sum,
} from './verdicts.ts';
import { countOf, edit, grow, keepFirst, makeWorld, type World, type WorldInput, type WorldRow } from './world.ts';

/** How the run of a command ends. */
type End = { readonly kind: 'itself' | 'stop' | 'kill'; readonly afterCalls: number };

type Played = Ended & { readonly sentBefore: number; readonly isJson: boolean; readonly isChinese: boolean };

const keyOf = ({ groupId, account, unread }: Record<'groupId' | 'account' | 'unread', unknown>): string =>
  `${groupId} ${account} ${unread}`;

/** Counts from here on belong to edited rows. */
const EDITED = 60_000;

/** One world, from its first command to its last. What does not hold becomes a finding. */
export class Play {
  commands = 0;
  readonly findings: Findings = [];
  readonly #dice: Dice;
  readonly #world: World;
  #folder = '';
  #simulator!: Simulator;
  /** of each input, since its run began */
  readonly #known = new Map<WorldInput, Rows>();
  readonly #doneBytes = new Map<WorldInput, number>();
  #wasKilled = false;
  #wasEverKilled = false;
  #isAidless = false;
  #edits = 0;

  constructor(seed: number) {
    this.#dice = new Dice(seed);
    this.#world = makeWorld(this.#dice);
  }

  async run(): Promise<void> {
    const { inputs, groups, faults } = this.#world;
    this.#folder = await tempFolder(MEMORY);
    this.#simulator = await simulate({ groups, faults, accounts: ['stranger'], seed: this.#dice.below(1000) });
    for (const input of inputs) this.#write(input);
    const dice = this.#dice;
    if (dice.hits(0.4)) await this.#validate();
    if (dice.hits(0.3)) await this.#audit('check');
    for (let round = 0; round < 5; round += 1) {
      const isOver = await this.#import(this.#end());
      if (dice.hits(0.5)) await this.#status();
      if (isOver && !dice.hits(0.4)) break;
      if (dice.hits(0.5)) this.#grow();
      if (dice.hits(0.3)) await this.#edit();
    }
    if (!(await this.#import({ kind: 'itself', afterCalls: 0 }, true))) this.findings.push('the import does not end');
    await this.#status();
    await this.#audit('verify');
    if (dice.hits(0.5)) await this.#status();
    if (dice.hits(0.3)) await this.#import({ kind: 'itself', afterCalls: 0 }, true);
  }

  #end(): End {
    const kind = this.#dice.pick<End['kind']>(['itself', 'itself', 'stop', 'kill']);
    return { kind, afterCalls: this.#dice.between(1, 40) };
  }

  #write({ name, text }: WorldInput): void {
    writeFileSync(join(this.#folder, name), text);
  }

  #grow(): void {
    const input = this.#dice.pick(this.#world.inputs as [WorldInput, ...WorldInput[]]);
    grow(this.#dice, input, this.#dice.between(1, 20));
    if (this.#world.isFirst) keepFirst(input);
    this.#write(input);
  }

  /** Behind the furthest settled row an edit is taken; before it the run is refused until the file is as it was. */
  async #edit(): Promise<void> {
    const input = this.#dice.pick(this.#world.inputs as [WorldInput, ...WorldInput[]]);
    const known = this.#known.get(input);
    const at = this.#dice.below(input.rows.length);
    const row = input.rows[at];
    if (!known || this.#wasKilled || !row || row.fate === 'invalid') return;
    const before = input.text;
    this.#edits += 1;
    edit(input, at, String(EDITED + this.#edits));
    this.#write(input);
    if (at >= known.read) return;
    const { code, sentBefore } = await this.#command(['import', ...this.#paths(), ...this.#world.flags]);
    const status = await this.#command(['status', input.name]);
    this.#judge((findings) => {
      expectEqual(findings, `exit code after an edit of line ${row.line}`, code, 5);
      expectEqual(findings, 'calls after an edit', this.#simulator.state().calls.length, sentBefore);
      expectEqual(findings, 'exit code of status after an edit', status.code, 4);
      if (!status.isJson) return;
      const [one] = objectsIn(findings, status.stdout) as { input: { now: string } }[];
      expectEqual(findings, 'the input in status', one?.input.now, 'edited');
    });
    input.rows[at] = row;
    input.text = before;
    this.#write(input);
  }

  /** @returns how it ended, with the findings of every text */
  async #command(words: readonly string[], end: End = { kind: 'itself', afterCalls: 0 }): Promise<Played> {
    const isJson = this.#dice.hits(0.5);
    const sentBefore = this.#simulator.state().calls.length;
    this.commands += 1;
    // What programs read is the same in every language; the page is judged in English.
    const isChinese = isJson && this.#dice.hits(0.3);
    const typed = [...words, ...(isJson ? ['--json'] : []), ...(isChinese ? ['--lang', 'zh-CN'] : [])];
    this.#said = typed.join(' ') + (end.kind === 'itself' ? '' : ` (${end.kind})`);
    const running = startCommand(typed, {
      cwd: this.#folder,
      env: environmentOf(this.#simulator),
      world: { clock: fastClock(10) },
    });
    let isOver = false;
    const ended = running.ended.finally(() => {
      isOver = true;
    });
    if (end.kind !== 'itself') {
      while (!isOver && this.#simulator.state().calls.length < sentBefore + end.afterCalls) await wait(1);
      if (!isOver && end.kind === 'stop') await Promise.race([running.signal('SIGINT'), ended]);
      if (!isOver && end.kind === 'kill') await this.#kill(running.kill);
    }
    const { code, stdout, stderr } = await ended;
    this.#judge((findings) => {
      judgeText(findings, stdout);
      judgeText(findings, stderr);
    });
    return { code, stdout, stderr, sentBefore, isJson, isChinese };
  }

  async #kill(kill: (stateDir: string) => Promise<void>): Promise<void> {
    // Only the input at work changes its folder; the others are as they were.
    await kill(join(this.#folder, `${this.#world.inputs[0]?.name}.tim-unread`));
    this.#wasKilled = true;
    this.#wasEverKilled = true;
  }

  #said = '';

  #judge(judge: (findings: Findings) => void): void {
    const found: Findings = [];
    judge(found);
    for (const one of found) this.findings.push(`${this.#said}: ${one}`);
  }

  #paths(): string[] {
    return this.#world.inputs.map(({ name }) => name);
  }

  async #validate(): Promise<void> {
    const { code, stdout, isJson } = await this.#command(['validate', ...this.#paths()]);
    const all = this.#world.inputs.flatMap(({ rows }) => rows);
    const invalid = all.filter(({ fate }) => fate === 'invalid').length;
    this.#judge((findings) => {
      expectEqual(findings, 'exit code', code, invalid > 0 ? 3 : 0);
      if (!isJson) return;
      const objects = objectsIn(findings, stdout) as { rows: Record<string, number> }[];
      for (const [at, input] of this.#world.inputs.entries()) {
        const valid = input.rows.filter(({ fate }) => fate !== 'invalid');
        const pairs = new Set(valid.map(({ groupId, account }) => `${groupId} ${account}`));
        expectEqual(findings, `rows of ${input.name}`, objects[at]?.rows, {
          read: input.rows.length,
          valid: valid.length,
          invalid: input.rows.length - valid.length,
          duplicate: valid.length - pairs.size,
        });
      }
    });
  }

  /** @returns whether every input is at its end */
  async #import(end: End, isLast = false): Promise<boolean> {
    const dice = this.#dice;
    const limit = !isLast && dice.hits(0.25) ? ['--limit', String(dice.between(1, 30))] : [];
    const most = !isLast && dice.hits(0.15) ? ['--max-failures', String(dice.below(4))] : [];
    const earlier = this.#known.get(this.#world.inputs[0] as WorldInput);
    const commandsBefore = this.#simulator.state().commands;
    const killedBefore = this.#wasKilled;
    this.#wasKilled = false;
    const words = ['import', ...this.#paths(), ...this.#world.flags, ...limit, ...most];
    const played = await this.#command(words, end);
    if (/cannot be looked up|无法查询群/.test(unwrapped(played.stderr))) this.#isAidless = true;
    if (this.#wasKilled) return false;
    const { code, stdout, stderr, sentBefore, isJson, isChinese } = played;
    if (code === 1 || code === 2 || code === 5) {
      this.findings.push(`${this.#said}: ended with ${code}: ${stderr.slice(0, 500)}`);
      return false;
    }
    const calls = this.#simulator.state().calls.slice(sentBefore);
    let isOver = false;
    this.#judge((findings) => {
      const own = this.#world.inputs.map((input) => this.#summaryIn(findings, input));
      const summaries = isJson ? (objectsIn(findings, stdout) as Summary[]) : own;
      expectEqual(findings, 'summaries', summaries.length, own.length);
      const resumed = /: ([\d,]+) rows? (?:is|are) ok and ([\d,]+) failed already/.exec(unwrapped(stderr));
      if (resumed && earlier && !killedBefore && this.#world.inputs.length === 1) {
        expectEqual(findings, 'ok before', resumed[1], earlier.ok.toLocaleString('en-US'));
        expectEqual(findings, 'failed before', resumed[2], earlier.failed.toLocaleString('en-US'));
      }
      for (const [at, input] of this.#world.inputs.entries()) {
        const summary = summaries[at];
        if (!summary) continue;
        const { fact: _, ...kept } = own[at] as Summary & { fact?: unknown };
        if (isJson) expectEqual(findings, `summary.json of ${input.name}`, kept, summary);
        this.#judgeInput(findings, input, summary);
        const isUnbegun = own.length > 1 && summary.rows.read === 0 && summary.verdict === 'INCOMPLETE';
        const text = isJson ? stderr : stdout;
        if (!isUnbegun && !isChinese) judgePage(findings, text, summary);
      }
      const { state } = this.#simulator;
      expectEqual(findings, 'calls at the target', calls.length, sum(summaries.map((one) => one.calls.sent)));
      const rows = new Set(calls.map(keyOf)).size;
      expectEqual(findings, 'repeats', sum(summaries.map((one) => one.calls.retried)), calls.length - rows);
      const tooOften = calls.filter(({ errorCode }) => errorCode === 60007).length;
      expectEqual(findings, 'rate limited', sum(summaries.map((one) => one.calls.rateLimited)), tooOften);
      const before = commandsBefore.get_group_info?.total ?? 0;
      const asked = (state().commands.get_group_info?.total ?? 0) - before;
      const said = summaries.flatMap(({ reads }) => reads.filter(({ command }) => command === 'get_group_info'));
      expectEqual(findings, 'get_group_info', sum(said.map(({ sent }) => sent)), asked);
      if (limit[1] !== undefined) {
        if (rows > Number(limit[1])) findings.push(`${rows} rows were sent, with ${limit.join(' ')}`);
      }
      for (const { reason, rows: counts } of summaries) {
        const told = /^([\d,]+) rows? failed, more than/.exec(reason ?? '')?.[1];
        if (told === undefined) continue;
        const failed = summaries.length === 1 ? counts.failed : sum(summaries.map((one) => one.rows.failed));
        expectEqual(findings, 'failed rows in the reason', told, failed.toLocaleString('en-US'));
      }
      const codes = summaries.map(({ exitCode }) => exitCode);
      if (!codes.includes(code)) findings.push(`exit code ${code} of ${codes}`);
      isOver = summaries.length > 0 && summaries.every(({ verdict }) => verdict !== 'INCOMPLETE');
    });
    return isOver;
  }

  #summaryIn(findings: Findings, { name }: WorldInput, file = 'summary.json'): Summary {
    const text = readFileSync(join(this.#folder, `${name}.tim-unread`, file), 'utf8');
    try {
      return JSON.parse(text) as Summary;
    } catch {
      findings.push(`${file} of ${name} is no JSON`);
      return {} as Summary;
    }
  }

  #linesIn(name: string, file: string): Record<string, string>[] {
    const text = readFileSync(join(this.#folder, `${name}.tim-unread`, file), 'utf8');
    return parse(text, { columns: true, bom: true }) as Record<string, string>[];
  }

  #judgeInput(findings: Findings, input: WorldInput, summary: Summary): void {
    const { rows, failures, verdict } = summary;
    judgeSummary(findings, summary);
    const known = this.#known.get(input);
    for (const name of ['read', 'ok', 'failed', 'skipped'] as const) {
      if (known && rows[name] < known[name])
        findings.push(`${name} of ${input.name} fell: ${known[name]}, ${rows[name]}`);
    }
    this.#known.set(input, rows);
    const { doneBytes } = summary.input;
    // Of an input without rows the header is done at the end, and nothing before.
    if (rows.read > 0 && doneBytes < (this.#doneBytes.get(input) ?? 0))
      findings.push(`bytes done of ${input.name} fell to ${doneBytes}`);
    this.#doneBytes.set(input, doneBytes);
    // A run that was stopped does not know that no row follows.
    if (summary.input.atEnd) expectEqual(findings, `read of ${input.name}`, rows.read, input.rows.length);
    const failed = this.#linesIn(input.name, 'failures.csv');
    expectEqual(findings, `lines of failures.csv of ${input.name}`, failed.length, rows.failed);
    for (const { class: name, count } of failures) {
      const lines = failed.filter(({ Class }) => Class === name).length;
      const all = sum(failures.filter((one) => one.class === name).map((one) => one.count));
      expectEqual(findings, `${count} ${name} in failures.csv`, lines, all);
    }
    const byLine = new Map(failed.map((line) => [Number(line.Line), line]));
    expectEqual(findings, 'different lines in failures.csv', byLine.size, failed.length);
    const lowered = this.#linesIn(input.name, 'lowered.csv').length;
    expectEqual(findings, `lines of lowered.csv of ${input.name}`, lowered, rows.lowered ?? 0);
    this.#judgeLog(findings, input, summary);
    const settled = input.rows.slice(0, rows.read);
    for (const row of settled) this.#judgeRow(findings, row, byLine.get(row.line)?.Class, verdict !== 'INCOMPLETE');
    if (verdict === 'INCOMPLETE') return;
    const skipped = input.rows.filter(({ fate }) => fate === 'skipped').length;
    expectEqual(findings, `skipped of ${input.name}`, rows.skipped, skipped);
    this.#judgeCounts(findings, input, byLine);
  }

  /** The log ends with the same numbers, and has a line for each row that failed, unless a killed run took lines with it. */
  #judgeLog(findings: Findings, { name }: WorldInput, { rows, calls, verdict }: Summary): void {
    const text = readFileSync(join(this.#folder, `${name}.tim-unread`, 'log.jsonl'), 'utf8');
    const lines = text.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const last = records.filter(({ msg }) => msg === 'finished').at(-1);
    expectEqual(findings, `verdict in the log of ${name}`, last?.verdict, verdict);
    expectEqual(findings, `rows in the log of ${name}`, last?.rows, rows);
    expectEqual(
      findings,
      `calls in the log of ${name}`,
      (last?.calls as Summary['calls'] | undefined)?.sent,
      calls.sent,
    );
    const failed = new Set(records.filter(({ msg }) => msg === 'row-failed').map(({ line }) => line));
    if (!this.#wasEverKilled) expectEqual(findings, `failed rows in the log of ${name}`, failed.size, rows.failed);
  }

  #judgeRow(findings: Findings, row: WorldRow, found: string | undefined, isSettled: boolean): void {
    if (this.#isAidless && row.fate !== 'invalid') return;
    // A group that is refused now and then, although it is there.
    if (row.groupId === 'd' && this.#world.isFlaky && found === 'group_refused') return;
    const isTaken = row.fate === 'ok' || row.fate === 'lowered';
    const right = isTaken ? [undefined, 'exhausted'] : row.fate === 'skipped' ? [undefined] : [row.fate];
    if (!isSettled) right.push(undefined);
    // A row that never got an answer is not refused.
    if (row.fate === 'refused') right.push('exhausted');
    if (!right.includes(found)) findings.push(`line ${row.line} (${row.fate}) is ${found ?? 'not in failures.csv'}`);
  }

  /** The last row of each pair counts, if it has not failed. */
  #judgeCounts(findings: Findings, input: WorldInput, failed: ReadonlyMap<number, unknown>): void {
    const unread = unreadOf(this.#simulator);
    const last = new Map<string, WorldRow>();
    for (const row of input.rows) {
      if (row.fate === 'ok' || row.fate === 'lowered') last.set(`${row.groupId} ${row.account}`, row);
    }
    for (const [pair, row] of last) {
      if (failed.has(row.line)) continue;
      expectEqual(findings, `count of ${pair} (line ${row.line})`, unread.get(pair) ?? 0, countOf(row));
    }
  }

  async #status(): Promise<void> {
    const { code, stdout, isJson } = await this.#command(['status', ...this.#paths()]);
    if (!isJson) {
      const text = stdout;
      this.#judge((findings) => {
        for (const input of this.#world.inputs) {
          const known = this.#known.get(input);
          if (known && !this.#wasKilled && !text.includes(`${known.read.toLocaleString('en-US')} read = `)) {
            findings.push(`status of ${input.name} does not say ${known.read} read`);
          }
        }
      });
      return;
    }
    this.#judge((findings) => {
      const all = objectsIn(findings, stdout) as (Summary & { readonly next: unknown[] })[];
      for (const [at, input] of this.#world.inputs.entries()) {
        const status = all[at];
        const known = this.#known.get(input);
        if (!status) continue;
        if (known && !this.#wasKilled) {
          expectEqual(findings, `rows of ${input.name}`, status.rows, known);
          expectEqual(findings, `bytes done of ${input.name}`, status.input.doneBytes, this.#doneBytes.get(input));
        }
        if (known && status.rows && status.rows.read < known.read) findings.push(`read of ${input.name} fell`);
        if (status.next.length === 0) findings.push(`nothing to do next for ${input.name}`);
        if (status.input.atEnd === true && status.rows) {
          expectEqual(findings, `end of ${input.name}`, status.rows.read, input.rows.length);
        }
      }
      const codes = all.map(({ exitCode }) => exitCode);
      if (!codes.includes(code)) findings.push(`exit code ${code} of ${codes}`);
    });
  }

  async #audit(command: 'check' | 'verify'): Promise<void> {
    const before = this.#reads();
    const flags = this.#world.isFirst ? ['--on-duplicate', 'first'] : [];
    const played = await this.#command([command, ...this.#paths(), ...flags, '--rate', String(this.#world.rate)]);
    const { code, stdout, stderr, isJson, isChinese } = played;
    if (code !== 0 && code !== 3) {
      this.findings.push(`${this.#said}: ended with ${code}: ${stderr.slice(0, 500)}`);
      return;
    }
    const asked = this.#reads() - before;
    this.#judge((findings) => {
      const file = `${command}-summary.json`;
      const own = isJson ? [] : this.#world.inputs.map((input) => this.#summaryOrNone(input, file));
      const summaries = isJson ? (objectsIn(findings, stdout) as Summary[]) : own;
      for (const [at, input] of this.#world.inputs.entries()) {
        const summary = summaries[at];
        if (!summary) continue;
        judgeSummary(findings, summary);
        if (!isChinese) judgePage(findings, isJson ? stderr : stdout, summary);
        expectEqual(findings, `read of ${input.name}`, summary.rows.read, input.rows.length);
        const lines = this.#linesIn(input.name, `${command}.csv`);
        expectEqual(findings, `lines of ${command}.csv of ${input.name}`, lines.length, summary.rows.failed);
        this.#judgeAudited(findings, command, input, lines);
      }
      if (isJson) expectEqual(findings, 'questions', sum(summaries.map((one) => one?.calls.sent ?? 0)), asked);
    });
  }

  #summaryOrNone({ name }: WorldInput, file: string): Summary | undefined {
    try {
      return JSON.parse(readFileSync(join(this.#folder, `${name}.tim-unread`, file), 'utf8')) as Summary;
    } catch {
      return undefined;
    }
  }

  #reads(): number {
    const { commands } = this.#simulator.state();
    return sum(Object.entries(commands).map(([name, { total }]) => (name === 'set_unread_msg_num' ? 0 : total)));
  }

  #judgeAudited(
    findings: Findings,
    command: 'check' | 'verify',
    input: WorldInput,
    lines: Record<string, string>[],
  ): void {
    const found = new Map(lines.map((line) => [Number(line.Line), line.Class]));
    const unread = unreadOf(this.#simulator);
    const counting = new Map<string, WorldRow>();
    for (const row of input.rows) {
      const pair = `${row.groupId} ${row.account}`;
      if (row.fate === 'invalid' || (this.#world.isFirst && counting.has(pair))) continue;
      counting.set(pair, row);
    }
    for (const row of input.rows) {
      const pair = `${row.groupId} ${row.account}`;
      const isCounting = counting.get(pair) === row || (command === 'check' && !this.#world.isFirst);
      const isSet = command === 'check' || (unread.get(pair) ?? 0) === countOf(row);
      const classes: Record<string, string | undefined> = {
        refused: 'not_member',
        lowered: command === 'check' ? 'lowered' : isSet ? undefined : 'different',
      };
      let right: string | undefined = row.fate in classes ? classes[row.fate] : row.fate;
      if (row.fate === 'ok') right = isSet ? undefined : 'different';
      if (row.fate === 'skipped' || (!isCounting && row.fate !== 'invalid')) right = undefined;
      const got = found.get(row.line);
      if (got !== right && got !== 'unknown' && got !== 'exhausted') {
        findings.push(`line ${row.line} (${row.fate}) is ${got} in ${command}.csv, expected ${right}`);
      }
    }
  }
}
