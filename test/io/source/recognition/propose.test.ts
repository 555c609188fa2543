import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError, type Proposal } from '../../../../src/core/errors/input-error.ts';
import { InputFile } from '../../../../src/io/source/input-file.ts';
import { type InputWish, NO_WISH } from '../../../../src/io/source/recognition/wish.ts';
import { tempFile } from '../../../support/temp.ts';

/** @returns what the refusal of a file proposes; 'read' where none is refused */
const proposed = async (content: string | Buffer, name = 'rows.csv'): Promise<Proposal | 'read' | undefined> => {
  try {
    await (await InputFile.recognise(await tempFile(name, content), NO_WISH)).close();
    return 'read';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.proposal;
  }
};

const H = 'GroupId,Member_Account,UnreadMsgNum';

describe('all that has to be asked for is proposed at once', () => {
  test.each([
    { name: 'a delimiter', text: 'GroupId;Member_Account;UnreadMsgNum\ng;a;1\n', proposal: { delimiter: ';' } },
    { name: 'a tilde', text: 'GroupId~Member_Account~UnreadMsgNum\ng~a~1\n', proposal: { delimiter: '~' } },
    {
      name: 'quotes with a space between',
      text: '"GroupId" "Member_Account" "UnreadMsgNum"\n"g" "a" 1\n',
      proposal: { delimiter: ' ' },
    },
    {
      name: 'quotes inside quotes',
      text: '"=""GroupId""";"=""Member_Account""";"=""UnreadMsgNum"""\n',
      proposal: { delimiter: ';' },
    },
    {
      name: 'lines before the header, and its delimiter',
      text: `Export\n\n${H.replaceAll(',', '|')}\ng|a|1\n`,
      proposal: { skipLines: 2, delimiter: '|' },
    },
    { name: 'comments', text: `# a\n# b\n${H}\ng,a,1\n`, proposal: { comment: '#' } },
    {
      name: 'rows without a header',
      text: '@TGS#1|alice|3|"The\nroom-1|007|0|明\n',
      proposal: { delimiter: '|', choice: { positions: { groupId: 1, account: 2, unread: 3 } } },
    },
    {
      name: 'rows without a header, in another order, beside times and fractions',
      text: 'alice,2026-11-20 08:00:00,@TGS#1,1.5,3\nbob,2026-11-20 08:00:01,@TGS#1,0.0,\n',
      proposal: { choice: { positions: { groupId: 3, account: 1, unread: 5 } } },
    },
  ])('$name', async ({ text, proposal }) => expect(await proposed(text)).toEqual(proposal));

  test('names that only may be meant, behind a delimiter', async () => {
    const proposal = await proposed('group;user;count\ng;a;1\n');
    expect(proposal).toEqual({
      delimiter: ';',
      choice: { columns: { groupId: 'group', account: 'user', unread: 'count' } },
    });
  });

  test.each([
    { name: 'all', header: 'Groupe;Compte;Non lus', columns: {} },
    { name: 'two', header: 'Groupe;Compte;unread', columns: { unread: 'unread' } },
  ])(
    'names behind a delimiter, $name of which nobody can guess: they are left to the user',
    async ({ header, columns }) =>
      expect(await proposed(`${header}\ng;a;1\n`)).toEqual({ delimiter: ';', choice: { columns } }),
  );

  test('an array inside a document', async () =>
    expect(
      await proposed(`{"data":{"items":[{"GroupId":"g","Member_Account":"a","UnreadMsgNum":1}]}}`, 'a.json'),
    ).toEqual({
      jsonPath: 'data.items',
    }));
});

describe('nothing is proposed', () => {
  test.each([
    { name: 'where two columns may be the account', text: '@TGS#1,alice,berlin,3\n@TGS#1,bob,rome,4\n' },
    { name: 'where no column is a group of the platform', text: 'g1,alice,3\ng2,bob,4\n' },
    { name: 'for prose', text: 'Dear all, please find the list, as agreed: see below.\n' },
  ])('$name', async ({ text }) => expect(await proposed(text)).toBeUndefined());
});

test('what is proposed reads the file', async () => {
  const id = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
  const row = fc.tuple(id, id, fc.nat(99));
  const table = fc.array(row, { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom(';', '|', '\t'), fc.nat(3), async (rows, delimiter, titles) => {
      const lines = [H.split(',').join(delimiter), ...rows.map((one) => one.join(delimiter))];
      const text = `${'Title\n'.repeat(titles)}${lines.join('\n')}\n`;
      const path = await tempFile('rows.csv', text);
      const refusal = await InputFile.recognise(path, NO_WISH).catch((error: unknown) => error);
      if (!(refusal instanceof InputError)) throw new Error('it was read with commas');
      const file = await InputFile.recognise(path, { ...NO_WISH, ...refusal.proposal } as InputWish);
      const found: unknown[] = [];
      for await (const block of (await file.fromStart(false)).rows()) found.push(...block.map(({ row: one }) => one));
      await file.close();
      expect(found).toEqual(rows.map(([groupId, account, unread]) => ({ groupId, account, unread })));
    }),
    { numRuns: 25 },
  );
});
