import { describe, expect, test } from 'vitest';
import { runBinary } from '../support/binary.ts';
import { preload } from '../support/preload.ts';
import { expectNone, KEY, leaveBy, QUICK } from '../support/secrets.ts';

const leave = (args: readonly string[], options?: Parameters<typeof leaveBy>[2]) => leaveBy(runBinary, args, options);

// Every way in which a command can end is looked at in test/cli/secrets.test.ts; here it is what a process prints itself.
describe('the secret key and every UserSig are in no output and no file of the process, in no form', () => {
  test.each([
    { name: 'every row is refused', args: [...QUICK, '--log-level', 'trace'], env: {}, code: 3 },
    { name: 'it is checked', args: ['check', ...QUICK.slice(1), '--log-level', 'trace'], env: {}, code: 4 },
    { name: 'it was typed into a flag that is none', args: [...QUICK, `--secret-key=${KEY}`], env: {}, code: 2 },
    {
      name: 'an endpoint carries it',
      args: QUICK,
      env: { TIM_ENDPOINT: `https://a:${encodeURIComponent(KEY)}@x` },
      code: 2,
    },
  ])('where $name', async ({ args, env, code }) => {
    const left = await leave(args, { env, answer: { errorCode: 10004 } });
    expect(left.code).toBe(code);
    expectNone(left);
  });

  test.each(['undici', 'undici,http,net,tls,fetch,stream', '*'])(
    'where dependencies print at NODE_DEBUG=%s',
    async (debug) => {
      const left = await leave(QUICK, { env: { NODE_DEBUG: debug }, answer: { errorCode: 10004 } });
      expect(left.code).toBe(3);
      expect(left.stderr).toContain('[secret]');
      expectNone(left);
    },
  );

  test('where a bug throws it: neither the stack trace on the terminal nor that in the log has it', async () => {
    const bug = await preload(`
      Map.prototype.delete = () => {
        const error = new Error('bug with ' + process.env.TIM_SECRET_KEY);
        error.url = '?usersig=' + encodeURIComponent(process.env.TIM_SECRET_KEY);
        throw error;
      };`);
    const left = await leave([...QUICK, '--log-level', 'trace'], { env: bug });
    expect(left.code).toBe(1);
    expect(left.texts.join()).toMatch(/bug with \[secret\][\s\S]*bug with \[secret\]/);
    expectNone(left);
  });
});
