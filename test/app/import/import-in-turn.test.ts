import { expect, test } from 'vitest';
import { type InputInTurn, importInTurn } from '../../../src/app/import/import-in-turn.ts';
import type { ImportRowsPlan } from '../../../src/app/import/import-rows.ts';
import { InputBrokeOffError } from '../../../src/core/errors/broken-off-error.ts';
import { FatalReplyError } from '../../../src/core/errors/target-error.ts';
import type { Row } from '../../../src/core/row/row.ts';
import type { Outcome } from '../../../src/core/target/outcome.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { MemoryJournal, memoryRemote, memorySource, NO_READS, ok, planOf, refusal } from '../../support/memory.ts';
import { inputRow } from '../../support/rows.ts';
import { until } from '../../support/until.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A target that answers a call when it is told to. */
class HeldTarget {
  readonly called: string[] = [];
  readonly #answers = new Map<string, (outcome: Outcome | Error) => void>();
  #isOpen = false;

  readonly answer = ({ account, unread }: Row): Promise<Outcome> => {
    const name = `${account} ${unread}`;
    this.called.push(name);
    if (this.#isOpen) return Promise.resolve(ok);
    return new Promise((resolve, reject) => {
      this.#answers.set(name, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)));
    });
  };

  async settle(name: string, outcome: Outcome | Error = ok): Promise<void> {
    await until(() => this.#answers.has(name));
    this.#answers.get(name)?.(outcome);
    this.#answers.delete(name);
  }

  /** Everything is answered from now on. */
  open(): void {
    this.#isOpen = true;
    for (const resolve of this.#answers.values()) resolve(ok);
  }

  async saw(...names: readonly string[]): Promise<void> {
    await until(() => this.called.length >= names.length);
    await pause(5);
    expect(this.called).toEqual(names);
  }
}

/** Inputs of rows `account count`. */
const begin = (
  inputs: readonly (readonly string[])[],
  plan: Partial<ImportRowsPlan> = {},
  breaks: Error | undefined = undefined,
) => {
  const target = new HeldTarget();
  const { inputPath, ratePerSecond, files, ...rest } = planOf(plan);
  const made = inputs.map((rows, at): InputInTurn => {
    const source = memorySource(
      rows.map((row, number) => {
        const [account = '', unread = ''] = row.split(' ');
        return inputRow(number + 1, { account, unread });
      }),
    );
    async function* broken() {
      yield* source.rows();
      throw breaks;
    }
    const { remote } = memoryRemote(target.answer);
    return {
      plan: { inputPath, ratePerSecond, files, target: rest.target },
      deps: {
        source: breaks && at === 0 ? { ...source, rows: broken } : source,
        connection: { forRun: () => ({ remote, reads: NO_READS }), targetTimeAt: () => undefined },
        journal: new MemoryJournal(),
        clock: systemClock,
        onEvent: () => {},
      },
      withReport: async (summary) => summary,
    };
  });
  return { target, ended: importInTurn(made, rest, new AbortController().signal) };
};

test('the next input begins while the last calls of the one before are under way, once a row was set', async () => {
  const { target, ended } = begin([['a 1', 'b 1'], ['c 2'], ['d 3']]);
  await target.saw('a 1', 'b 1');
  await target.settle('a 1');
  await target.saw('a 1', 'b 1', 'c 2', 'd 3');
  target.open();
  expect((await ended).map(({ rows }) => rows.ok)).toEqual([2, 1, 1]);
});

test('rows of one pair keep their order over the inputs', async () => {
  const { target, ended } = begin([
    ['a 1', 'b 1'],
    ['b 2', 'c 2'],
  ]);
  await target.settle('a 1');
  await target.saw('a 1', 'b 1', 'c 2');
  await target.settle('b 1');
  await target.saw('a 1', 'b 1', 'c 2', 'b 2');
  target.open();
  await ended;
});

test('what ends the run over one input ends those behind it, also one that has begun', async () => {
  const { target, ended } = begin([['a 1', 'b 1'], ['c 2', 'd 2'], ['e 3']], { concurrency: 1 });
  await target.settle('a 1');
  await target.saw('a 1', 'b 1', 'c 2', 'd 2', 'e 3');
  await target.settle(
    'b 1',
    new FatalReplyError({ kind: 'fatal-reply', errorCode: 60010, said: '', clockAheadMs: undefined }),
  );
  target.open();
  const verdicts = (await ended).map(({ verdict, stoppedBy }) => [verdict, stoppedBy?.constructor.name]);
  expect(verdicts[0]).toEqual(['INCOMPLETE', 'FatalReplyError']);
});

test('an input that breaks off holds up none of the others', async () => {
  const { target, ended } = begin(
    [['a 1'], ['b 2']],
    {},
    new InputBrokeOffError({ kind: 'input-broke-off', path: 'a.csv', reason: 'EIO' }),
  );
  target.open();
  expect((await ended).map(({ verdict }) => verdict)).toEqual(['INCOMPLETE', 'COMPLETE']);
});

test('--max-failures counts the rows of inputs whose calls overlap', async () => {
  const { target, ended } = begin(
    [['a 1', 'b 1'], ['c 2', 'd 2'], Array.from({ length: 60 }, (_, row) => `e${row} 3`)],
    {
      concurrency: 1,
      maxFailures: { kind: 'rows', rows: 1 },
    },
  );
  await target.settle('a 1');
  await until(() => target.called.includes('e0 3'));
  await target.settle('c 2', refusal(10004));
  await target.settle('b 1', refusal(10004));
  await pause(5);
  target.open();
  const [, , last] = await ended;
  expect(last).toMatchObject({ verdict: 'INCOMPLETE', stoppedBy: { code: 'TU_TOO_MANY_FAILURES' }, rows: { ok: 4 } });
});

test('with a limit of rows the next input begins when the one before has ended', async () => {
  const { target, ended } = begin([['a 1', 'b 1'], ['c 2', 'd 2'], ['e 3']], { limit: 3 });
  await target.settle('a 1');
  await target.saw('a 1', 'b 1');
  target.open();
  expect((await ended).map(({ rows }) => rows.ok)).toEqual([2, 1, 0]);
  expect(target.called).toEqual(['a 1', 'b 1', 'c 2']);
});
