import { describe, expect, test } from 'vitest';
import { guessEncoding, undecodableProblem } from '../../../../src/io/source/text/undecodable.ts';
import { encode } from '../../../support/encode.ts';

describe('a line that is not UTF-8', () => {
  test.each([
    { text: '项目群,bob,1', why: 'characters of every day' },
    { text: '一个很长的群组的名称里有一个镕字,bob,1', why: 'one that GB2312 lacks, among many' },
    { text: '《群》：１２,bob,1', why: 'signs too' },
  ])('looks like GB18030: $text ($why)', ({ text }) => {
    const bytes = encode(text, 'gb18030');
    expect(undecodableProblem(bytes)).toMatchObject({ code: 'not-utf8-but-like', encoding: 'gb18030' });
    expect(guessEncoding(bytes)).toEqual({ by: 'bytes', encoding: 'gb18030' });
  });

  test.each([
    { name: 'Latin-1', bytes: Buffer.from('g1,Müller,5', 'latin1') }, // üll could be GB18030
    { name: 'Latin-1, all of it accented', bytes: Buffer.from('é,1', 'latin1') },
    { name: 'Big5', bytes: encode('這個測試團隊的備註,bob,1', 'big5') },
    { name: 'one damaged byte', bytes: Buffer.from([0xff, 0x2c, 0x31]) },
    { name: 'one damaged byte among UTF-8', bytes: Buffer.concat([Buffer.from('项目群,'), Buffer.from([0xff])]) },
  ])('is not called GB18030 where it does not look like it: $name', ({ bytes }) => {
    const candidates = ['gb18030', 'big5', 'shift_jis', 'euc-kr', 'windows-1252'];
    expect(undecodableProblem(bytes)).toMatchObject({ code: 'not-utf8', candidates });
    expect(guessEncoding(bytes)).toEqual({ by: 'nothing', candidates });
  });

  test('is called Big5 where a word of a header shows it', () => {
    const bytes = encode('群組ID,用戶ID,未讀數', 'big5');
    expect(undecodableProblem(bytes)).toMatchObject({ code: 'not-utf8-but-like', encoding: 'big5' });
    expect(guessEncoding(bytes)).toEqual({ by: 'bytes', encoding: 'big5' });
  });

  test.each([
    { text: 'グループID,ユーザーID,未読数', encoding: 'euc-jp' },
    { text: 'グループID,ユーザーID,未読数', encoding: 'shift_jis' },
    { text: '그룹ID,회원계정,안읽은수', encoding: 'euc-kr' },
  ])('a header is called $encoding where its letters show it, and a nickname is not', ({ text, encoding }) => {
    expect(guessEncoding(encode(text, encoding))).toEqual({ by: 'bytes', encoding });
    expect(undecodableProblem(encode(text, encoding))).not.toMatchObject({ encoding });
  });

  test.each(['群ID,用户,我の家', '群组编号,成员账号,未读消息数'])('of Chinese is not called so: %s', (text) => {
    expect(guessEncoding(encode(text, 'gb18030'))).toEqual({ by: 'bytes', encoding: 'gb18030' });
  });

  test('is not in the encoding that was named', () => {
    expect(undecodableProblem(encode('项目群', 'gb18030'), 'big5')).toMatchObject({
      code: 'not-in-encoding',
      encoding: 'big5',
    });
  });

  test.each([
    { encoding: 'gb18030', candidates: ['big5', 'shift_jis', 'euc-kr', 'windows-1252'] },
    { encoding: 'gbk', candidates: ['big5', 'shift_jis', 'euc-kr', 'windows-1252'] },
    { encoding: 'big5', candidates: ['gb18030', 'shift_jis', 'euc-kr', 'windows-1252'] },
    { encoding: 'windows-1252', candidates: ['gb18030', 'big5', 'shift_jis', 'euc-kr'] },
  ])('is not in $encoding: the others are proposed', ({ encoding, candidates }) =>
    expect(guessEncoding(encode('项目群', 'gb18030'), encoding)).toEqual({ by: 'nothing', candidates }),
  );

  test('is not UTF-8 and the byte order mark says so: no flag is proposed, which it would outweigh', () => {
    const bytes = encode('项目群', 'gb18030');
    expect(undecodableProblem(bytes, 'utf-8')).toMatchObject({ code: 'not-utf8-as-marked' });
    expect(guessEncoding(bytes, 'utf-8')).toEqual({ by: 'byte-order-mark' });
  });
});
