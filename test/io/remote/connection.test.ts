import { getEventListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FatalReplyError, OutOfReachError } from '../../../src/core/errors/target-error.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/io/clock.ts';
import { en } from '../../../src/messages/en.ts';
import { told } from '../../../src/messages/messages.ts';
import { connectTo, row } from '../../support/remote.ts';
import { APP, simulate, unreadOf } from '../../support/simulator.ts';
import { until } from '../../support/until.ts';

const moment = () => new Promise((resolve) => setTimeout(resolve, 5));

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

describe('a reply', () => {
  test('with ErrorCode 0 sets the row', async () => {
    const simulator = await simulate();
    const { set, remote } = connectTo(simulator.url);
    expect(await set()).toMatchObject({ kind: 'ok', attempts: 1 });
    expect(unreadOf(simulator)).toEqual(new Map([['g1 alice', 5]]));
    expect(remote.stats()).toMatchObject({ sent: 1, retried: 0, rateLimited: 0 });
  });

  test('that says no to the row is data', async () => {
    const simulator = await simulate({ groups: [{ groupId: 'g1', type: 'Public', messages: 9, members: ['bob'] }] });
    const { set } = connectTo(simulator.url);
    expect(await set(row('g1', 'alice'))).toMatchObject({
      kind: 'failed',
      failure: { class: 'refused', errorCode: 10007, attempts: 1 },
    });
    expect(await set(row('g2', 'alice'))).toMatchObject({
      failure: { class: 'group_refused', errorCode: 10010, reason: { code: 'reply', errorCode: 10010 } },
    });
  });

  test.each([10002, 60007, 503])(
    '%i for every call is waited for: no attempt of a row, and all are set after it',
    async (kind) => {
      const simulator = await simulate({ faults: [{ kind, share: 1 }] });
      const { set, remote, events } = connectTo(simulator.url);
      const outcomes = Promise.all([1, 2, 3].map((at) => set(row(`g${at}`))));
      while (remote.stats().sent < 8) await new Promise((resolve) => setTimeout(resolve, 5));
      simulator.change({ faults: [] });
      expect((await outcomes).map(({ kind: ending }) => ending)).toEqual(['ok', 'ok', 'ok']);
      expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(['waiting', 'back']));
    },
  );

  test.each([10002, 60007, 503])('%i for every call ends the run after --give-up-after', async (kind) => {
    const simulator = await simulate({ faults: [{ kind, share: 1 }] });
    const { set } = connectTo(simulator.url, { giveUpAfterMs: 100 });
    await expect(set()).rejects.toBeInstanceOf(OutOfReachError);
  });

  test('that is transient is tried again: for one row while its group gets through, up to the last attempt', async () => {
    const simulator = await simulate();
    const { set } = connectTo(simulator.url);
    await set();
    simulator.change({ faults: [{ kind: 10002, share: 1, account: 'bad' }] });
    let isOver = false;
    const others = (async () => {
      while (!isOver) await set(row('g1', 'good'));
    })();
    expect(await set(row('g1', 'bad'))).toMatchObject({
      failure: { class: 'exhausted', errorCode: 10002, attempts: 3 },
    });
    isOver = true;
    await others;
  });

  test.each([10002, 10006, 'reset'] as const)(
    '%s for one group while others get through: a few of its rows speak for the rest, and nothing slows down',
    async (kind) => {
      const simulator = await simulate({ latencyMs: 2 });
      const { set, events, remote } = connectTo(simulator.url, { concurrency: 20 });
      await set();
      simulator.change({ faults: [{ kind, share: 1, groupId: 'busy' }] });
      let isOver = false;
      const others = (async () => {
        for (let at = 0; !isOver; at += 1) expect((await set(row(`g${at % 7}`))).kind).toBe('ok');
      })();
      const busy = await Promise.all(Array.from({ length: 200 }, (_, at) => set(row('busy', `user${at}`))));
      isOver = true;
      await others;
      expect(busy.every((outcome) => outcome.kind === 'failed' && outcome.failure.class === 'exhausted')).toBe(true);
      const spoken = busy.filter((one) => one.kind === 'failed' && one.failure.reason.code === 'group-in-trouble');
      expect(spoken.length).toBeGreaterThan(190);
      const callsOfBusy = simulator.state().calls.filter(({ groupId }) => groupId === 'busy').length;
      expect(callsOfBusy).toBeLessThan(100);
      expect(events.map(({ type }) => type)).not.toContain('rate-limited');
      expect(remote.stats().sent).toBeGreaterThan(callsOfBusy);
    },
  );

  test.each([403, 404, 'html'] as const)('%s once among good replies is tried again', async (kind) => {
    const simulator = await simulate();
    const { set } = connectTo(simulator.url);
    await set();
    simulator.change({ faults: [{ kind, share: 1, first: 1 }] });
    expect(await set()).toMatchObject({ kind: 'ok', attempts: 1 });
  });

  test('70003 for a part of the calls, while others accept the signature, is tried again', async () => {
    const simulator = await simulate({ faults: [{ kind: 70003, share: 0.2 }] });
    const { set } = connectTo(simulator.url, { maxAttempts: 20 });
    const outcomes = await Promise.all(Array.from({ length: 60 }, (_, at) => set(row('g1', `user${at}`))));
    expect(outcomes.filter(({ kind }) => kind !== 'ok')).toEqual([]);
  });

  test('a reset of a connection that was kept open is no attempt of the row', async () => {
    const simulator = await simulate();
    const { set, events } = connectTo(simulator.url, { maxAttempts: 1 });
    await set();
    simulator.change({ faults: [{ kind: 'reset', share: 1, first: 1 }] });
    expect(await set()).toMatchObject({ kind: 'ok', attempts: 1 });
    expect(events.map(({ type }) => type)).not.toContain('retry');
  });

  test('that says "too frequent" slows the run down and is no attempt of the row', async () => {
    const simulator = await simulate({ faults: [{ kind: 60007, share: 1 }] });
    const { set, events, remote } = connectTo(simulator.url, { ratePerSecond: 1000 });
    void set(row('g2'));
    const outcome = set();
    while (remote.stats().rateLimited < 10) await new Promise((resolve) => setTimeout(resolve, 5));
    simulator.change({ faults: [] });
    expect(await outcome).toMatchObject({ kind: 'ok', attempts: 1 });
    expect(events).toContainEqual({ type: 'rate-limited', errorCode: 60007, perSecond: 800 });
  });

  test.each([
    { name: '60010, not an admin', fault: 60010, hint: /App admin/ },
    { name: '60026, wrong region', fault: 60026, hint: /--region/ },
    { name: '70009, another app’s secret', fault: 70009, hint: /secret key/ },
    { name: '60021, address not allowed', fault: 60021, hint: /Allow this machine/ },
    { name: '60020, not paid', fault: 60020, hint: /plan/ },
    { name: 'HTTP 403', fault: 403, hint: /proxy or firewall/ },
  ])('$name stops the run with a remedy, after one call', async ({ fault, hint }) => {
    const simulator = await simulate({ faults: [{ kind: fault, share: 1 }] });
    const { set, remote } = connectTo(simulator.url);
    const error = await set().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FatalReplyError);
    expect(told(en, error as FatalReplyError).next).toMatch(hint);
    expect(remote.stats().sent).toBe(1);
  });

  test('60005 is tried again, and stops the run when it does not go away', async () => {
    const simulator = await simulate({ faults: [{ kind: 60005, share: 1 }] });
    const { set, remote } = connectTo(simulator.url);
    await expect(set()).rejects.toBeInstanceOf(FatalReplyError);
    expect(remote.stats().sent).toBe(3);
  });
});

describe('credentials', () => {
  test('of another app are refused after one call', async () => {
    const simulator = await simulate({ secretKey: 'another'.repeat(9) });
    const { set, remote } = connectTo(simulator.url);
    await expect(set()).rejects.toMatchObject({ fact: { kind: 'fatal-reply', errorCode: 70009 } });
    expect(remote.stats().sent).toBe(1);
  });

  test('a UserSig that a reply calls expired is made anew once', async () => {
    const simulator = await simulate({ faults: [{ kind: 70001, share: 1 }] });
    const { set, events } = connectTo(simulator.url);
    await expect(set()).rejects.toMatchObject({ fact: { kind: 'fatal-reply', errorCode: 70001 } });
    expect(simulator.state().calls).toHaveLength(2);
    expect(events).toContainEqual({ type: 'usersig-renewed', because: 'reply' });
  });

  test('a UserSig that expires once more, after it was accepted, is made anew once more', async () => {
    const simulator = await simulate({ latencyMs: 50 });
    const { set, events } = connectTo(simulator.url);
    expect((await set()).kind).toBe('ok');
    for (const callsBefore of [1, 3]) {
      simulator.change({ faults: [{ kind: 70001, share: 1 }] });
      const outcome = set();
      while (simulator.state().calls.length === callsBefore) await new Promise((resolve) => setTimeout(resolve, 1));
      simulator.change({ faults: [] });
      expect(await outcome).toMatchObject({ kind: 'ok', attempts: 1 });
    }
    expect(events.filter(({ type }) => type === 'usersig-renewed')).toHaveLength(2);
  });

  test('a row that is refused again with the new UserSig stops the run where nothing else gets through', async () => {
    const simulator = await simulate({ faults: [{ kind: 10008, share: 1, groupId: 'odd' }] });
    const { set } = connectTo(simulator.url);
    await set();
    await expect(set(row('odd'))).rejects.toBeInstanceOf(FatalReplyError);
    // Once with each UserSig; the second refusal is believed when it came four times.
    expect(simulator.state().calls.filter(({ groupId }) => groupId === 'odd')).toHaveLength(5);
  });

  test('a ready-made UserSig that is refused stops the run after one call, also where other rows wait', async () => {
    const simulator = await simulate();
    const { set, halt } = connectTo(simulator.url, { credentials: { kind: 'usersig', usersig: 'not-a-usersig' } });
    const errors: unknown[] = [];
    const outcomes = Array.from({ length: 20 }, (_, at) =>
      set(row('g1', `user${at}`)).catch((error: unknown) => {
        errors.push(error);
        halt.abort(error);
      }),
    );
    await Promise.all(outcomes);
    expect(errors).toEqual([expect.objectContaining({ fact: expect.objectContaining({ errorCode: 70003 }) })]);
    expect(simulator.state().calls).toHaveLength(1);
  });
});

describe('the first row', () => {
  test('goes out alone, and the flow opens after its reply', async () => {
    const simulator = await simulate({ latencyMs: 100 });
    const { set, events } = connectTo(simulator.url);
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, at) => set(row('g1', `user${at}`))));
    expect(outcomes.every(({ kind }) => kind === 'ok')).toBe(true);
    const [first = 0, second = 0] = simulator.state().calls.map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(99);
    expect(events.filter(({ type }) => type === 'opened')).toHaveLength(1);
  });

  test('when its reply is fatal, no other row is called', async () => {
    const simulator = await simulate({ faults: [{ kind: 60010, share: 1 }] });
    const { set, halt } = connectTo(simulator.url);
    const calls = Array.from({ length: 10 }, (_, at) =>
      set(row('g1', `user${at}`)).catch((error: unknown) => {
        halt.abort(error);
        return undefined;
      }),
    );
    await Promise.all(calls);
    expect(simulator.state().calls).toHaveLength(1);
  });
});

describe('a target that', () => {
  test.each([
    {
      name: 'closes the connection',
      fault: 'reset' as const,
      reason: { fault: 'reset', said: expect.stringMatching(/ECONNRESET|closed|socket/) },
    },
    {
      name: 'closes it in the middle of the reply',
      fault: 'cut' as const,
      reason: { fault: 'connection', said: expect.stringMatching(/closed|terminated|aborted|ECONNRESET/) },
    },
    {
      name: 'answers with a page',
      fault: 'html' as const,
      reason: { fault: 'not-the-api', said: expect.stringMatching(/^<html>/) },
    },
    { name: 'answers HTTP 502', fault: 502, reason: { fault: 'status', status: 502 } },
    { name: 'redirects', fault: 302, reason: { fault: 'status', status: 302 } },
    { name: 'never answers', fault: 'hang' as const, reason: { fault: 'deadline', timeoutMs: 400 } },
    { name: 'answers a byte at a time', fault: 'drip' as const, reason: { fault: 'deadline', timeoutMs: 400 } },
  ])('$name is waited for; the row stays pending and is set when it is back', async ({ fault, reason }) => {
    // Short only where it must run out; elsewhere a slow machine must not cut a call off.
    const timeoutMs = fault === 'hang' || fault === 'drip' ? 400 : 20_000;
    const simulator = await simulate({ faults: [{ kind: fault, share: 1 }] });
    const { set, events, remote } = connectTo(simulator.url, { maxAttempts: 2, timeoutMs });
    const outcome = set();
    while (remote.stats().sent < 4) await new Promise((resolve) => setTimeout(resolve, 5));
    simulator.change({ faults: [] });
    expect(await outcome).toMatchObject({ kind: 'ok', attempts: 1 });
    expect(events).toContainEqual({
      type: 'waiting',
      reason: { code: 'no-reply', ...reason },
      isLasting: false,
      giveUpInMs: expect.anything(),
    });
    expect(events.map(({ type }) => type)).toContain('back');
  });

  test('fails one row only, while others get through, exhausts that row', async () => {
    const simulator = await simulate({ faults: [{ kind: 'reset', share: 1, groupId: 'poison' }], latencyMs: 2 });
    const { set } = connectTo(simulator.url);
    let isOver = false;
    const others = (async () => {
      for (let at = 0; !isOver; at += 1) expect((await set(row('g1', `user${at}`))).kind).toBe('ok');
    })();
    expect(await set(row('poison'))).toMatchObject({ failure: { class: 'exhausted', errorCode: null, attempts: 3 } });
    isOver = true;
    await others;
  });

  test('fails the very first row does not hold up the others', async () => {
    const simulator = await simulate({ faults: [{ kind: 502, share: 1, groupId: 'poison' }] });
    const { set } = connectTo(simulator.url);
    const poison = set(row('poison'));
    expect((await set(row('g1'))).kind).toBe('ok');
    let isOver = false;
    const others = (async () => {
      while (!isOver) await set(row('g1'));
    })();
    expect(await poison).toMatchObject({ failure: { class: 'exhausted' } });
    isOver = true;
    await others;
  });

  test('lets others through is not out of reach, however long one call takes to fail', async () => {
    const simulator = await simulate({ faults: [{ kind: 'hang', share: 1, groupId: 'slow' }] });
    const { set, events } = connectTo(simulator.url, { giveUpAfterMs: 300, timeoutMs: 400 });
    await set();
    const slow = set(row('slow'));
    let isOver = false;
    const others = (async () => {
      while (!isOver) await set();
    })();
    expect(await slow).toMatchObject({ failure: { class: 'exhausted', attempts: 3 } });
    isOver = true;
    await others;
    expect(events.map(({ type }) => type)).not.toContain('waiting');
    expect(events.map(({ type }) => type)).not.toContain('back');
  });

  test('stays away for longer than --give-up-after ends the run', async () => {
    const { set } = connectTo('http://127.0.0.1:9', { giveUpAfterMs: 100 });
    await expect(set()).rejects.toBeInstanceOf(OutOfReachError);
  });

  test('sends more than two megabytes is cut off', async () => {
    const big = createServer((_, response) => response.end('x'.repeat(3_000_000)));
    const { set } = connectTo(await listen(big), { giveUpAfterMs: 1 });
    await expect(set()).rejects.toMatchObject({ fact: { because: { fault: 'too-large', mostBytes: 2097152 } } });
  });

  test('repeats our UserSig in its words does not get it into ours', async () => {
    const echo = createServer((request, response) => {
      const usersig = new URL(request.url ?? '', 'http://x').searchParams.get('usersig');
      response.end(JSON.stringify({ ErrorCode: 10004, ErrorInfo: `bad \u001b[31m ${usersig} ${APP.secretKey}` }));
    });
    const { set } = connectTo(await listen(echo));
    const outcome = await set();
    expect(outcome).toMatchObject({ failure: { reason: { said: 'bad \\u001b[31m [secret] [secret]' } } });
  });
});

test('70050 for a signature that was good waits once, for all calls in flight, and stops at the second time', async () => {
  const simulator = await simulate({ latencyMs: 5 });
  const { set, events } = connectTo(simulator.url);
  await set();
  simulator.change({ faults: [{ kind: 70050, share: 1 }] });
  const outcomes = [1, 2, 3].map((at) => set(row('g1', `user${at}`)));
  while (!events.some(({ type }) => type === 'waiting')) await new Promise((resolve) => setTimeout(resolve, 1));
  simulator.change({ faults: [] });
  expect((await Promise.all(outcomes)).every(({ kind }) => kind === 'ok')).toBe(true);
  simulator.change({ faults: [{ kind: 70050, share: 1 }] });
  await expect(set()).rejects.toMatchObject({ fact: { kind: 'fatal-reply', errorCode: 70050 } });
});

describe('a run', () => {
  test('that stops sends nothing more, its calls in flight go on; a cut ends them too', async () => {
    const simulator = await simulate({ latencyMs: 100_000 });
    const { set, halt, cut, remote } = connectTo(simulator.url, { timeoutMs: 60_000 });
    const inFlight = set();
    const waiting = set(row('g2'));
    while (remote.stats().sent < 1) await moment();
    halt.abort();
    expect(await waiting).toEqual({ kind: 'unsent', attempts: 0 });
    cut.abort();
    expect(await inFlight).toEqual({ kind: 'unsent', attempts: 0 });
    expect(remote.stats().sent).toBe(1);
  });

  test.each([
    { place: 'lane', options: { concurrency: 1 }, latencyMs: 100_000, sent: 1 },
    { place: 'breaker', options: {}, latencyMs: 100_000, sent: 1 },
    { place: 'pace', options: { ratePerSecond: 0.001, concurrency: 1000 }, latencyMs: 0, sent: 1 },
  ])('that stops ends the wait for the $place of five hundred rows at once, without a warning', async (given) => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    const simulator = await simulate({ latencyMs: given.latencyMs });
    const { set, halt, cut, remote } = connectTo(simulator.url, { timeoutMs: 60_000, ...given.options });
    const outcomes = Array.from({ length: 500 }, (_, at) => set(row('g1', `user${at}`)));
    while (remote.stats().sent < given.sent) await moment();
    await moment();
    halt.abort();
    const unsent = await Promise.all(outcomes.slice(1));
    expect(unsent.every(({ kind }) => kind === 'unsent')).toBe(true);
    cut.abort();
    await Promise.all(outcomes);
    expect(warnings).toEqual([]);
  });

  test('that stops ends the wait before its next try', async () => {
    const simulator = await simulate({ faults: [{ kind: 10002, share: 1 }] });
    // Only what is aborted ends before the time of a test.
    const sleep: Clock['sleep'] = (_, signal) => systemClock.sleep(600_000, signal);
    const { set, halt, events } = connectTo(simulator.url, {}, { sleep });
    const outcome = set();
    while (!events.some(({ type }) => type === 'retry')) await moment();
    halt.abort();
    expect(await outcome).toEqual({ kind: 'unsent', attempts: 0 });
  });

  test('counts its own calls, and the next one over the same connection needs no probe', async () => {
    const simulator = await simulate();
    const { set, halt, connection, events, remote } = connectTo(simulator.url);
    await set();
    halt.abort();
    expect(await set()).toEqual({ kind: 'unsent', attempts: 0 });
    const next = connection.forRun(new AbortController().signal, false);
    expect(next.remote.stats()).toMatchObject({ sent: 0 });
    expect(await next.remote.setUnread(row(), { isWanted: () => true })).toMatchObject({ kind: 'ok' });
    expect(next.remote.stats()).toMatchObject({ sent: 1 });
    expect(remote.stats()).toMatchObject({ sent: 1 });
    expect(next.reads.stats()).toEqual([]);
    expect(events.filter(({ type }) => type === 'opened')).toHaveLength(1);
  });

  test('gives a question that helps its time after a pause, in which it could not be asked', async () => {
    const simulator = await simulate();
    let loseFirstPatience: (isOver: boolean) => void = () => {};
    const firstPatience = new Promise<boolean>((resolve) => {
      loseFirstPatience = resolve;
    });
    const waits = [firstPatience];
    const sleep: Clock['sleep'] = (ms, signal) =>
      (ms === 5000 ? waits.pop() : undefined) ?? systemClock.sleep(ms, signal);
    const { connection } = connectTo(simulator.url, {}, { sleep });
    const { reads } = connection.forRun(new AbortController().signal, true);
    connection.setRate(0);
    const asking = reads.groups(['g1']);
    connection.setRate(10_000);
    loseFirstPatience(true);
    expect(await asking).toMatchObject({ kind: 'ok' });
  });

  test('that stops ends the waits of no other', async () => {
    const simulator = await simulate({ latencyMs: 50 });
    const { set, halt, connection, remote } = connectTo(simulator.url, { concurrency: 1 });
    const other = connection.forRun(new AbortController().signal, false);
    const outcomes = [set(), set(row('g2')), other.remote.setUnread(row('g3'), { isWanted: () => true })];
    while (remote.stats().sent < 1) await moment();
    halt.abort();
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['ok', 'unsent', 'ok']);
  });

  test('that ended by a fatal reply to its first call leaves the way to the next one', async () => {
    const simulator = await simulate({ faults: [{ kind: 60010, share: 1 }] });
    const { set, halt, connection } = connectTo(simulator.url);
    await expect(set()).rejects.toBeInstanceOf(FatalReplyError);
    const next = connection.forRun(new AbortController().signal, false);
    const outcome = next.remote.setUnread(row(), { isWanted: () => true });
    simulator.change({ faults: [] });
    halt.abort();
    expect(await outcome).toMatchObject({ kind: 'ok' });
  });

  test('waits no longer when the connection is closed', async () => {
    const simulator = await simulate();
    const { set, connection, remote } = connectTo(simulator.url, { ratePerSecond: 0.001 });
    const outcomes = [set(), set(row('g2')), set(row('g3'))];
    while (remote.stats().answered < 1) await moment();
    await moment();
    await connection.close();
    expect((await Promise.all(outcomes)).map(({ kind }) => kind)).toEqual(['ok', 'unsent', 'unsent']);
  });

  test('leaves no timer and no listener behind when the connection is closed', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const longSleep: Clock['sleep'] = (_, signal) => systemClock.sleep(60_000, signal);
    const options = { ratePerSecond: 50, timeoutMs: 60_000 };
    const { set, reads, connection, events, halt, cut } = connectTo('http://127.0.0.1:9', options, {
      sleep: longSleep,
    });
    const outcomes = [...Array.from({ length: 20 }, () => set()), reads.groups(['g'])];
    while (!events.some(({ type }) => type === 'waiting')) await moment();
    await connection.close();
    expect((await Promise.all(outcomes)).every(({ kind }) => kind === 'unsent')).toBe(true);
    // The timers of the test runner come and go; a timer of ours would stay for a minute. What waits with a timer of its
    // own, as vi.waitFor does, would count that too.
    await until(() => timers() <= before);
    for (const { signal } of [halt, cut]) expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });
});
