import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Flags } from '../../src/cli/flags/flag-table.ts';
import { resolveInputs } from '../../src/cli/flags/input-plan.ts';
import { Settings } from '../../src/cli/flags/settings.ts';
import { TimUnreadError } from '../../src/core/errors/error.ts';
import { InputFile } from '../../src/io/source/input-file.ts';
import { runCommand } from '../support/command.ts';
import { tempFolder } from '../support/temp.ts';
import { unwrapped } from '../support/unwrapped.ts';

/** The flags of a command that a message proposes. */
export const flagsOf = (command: string): Flags => {
  const words = [...command.matchAll(/'((?:[^']|'\\'')*)'|"([^"]*)"|(\S+)/g)].map(
    ([, ...word]) => word.find((one) => one !== undefined) ?? '',
  );
  const flags: Record<string, string | boolean> = {};
  words.forEach((word, at) => {
    if (!word.startsWith('--')) return;
    const name = word.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const next = words[at + 1];
    flags[name] = name === 'noHeader' || name === 'trim' || next === undefined ? true : next;
  });
  return flags as Flags;
};

/** What was taken of a file. */
export type Read = { valid: [string, string, number][]; invalid: number; refused: boolean };

/** Reads a file with flags, as commands do. */
export const read = async (path: string, flags: Flags): Promise<Read> => {
  const valid: [string, string, number][] = [];
  let invalid = 0;
  const [input] = resolveInputs([path], new Settings(flags));
  if (!input) throw new Error('no input');
  let file: InputFile | undefined;
  try {
    file = await InputFile.recognise(path, input.wish);
    for await (const rows of (await file.fromStart(false)).rows()) {
      for (const { row } of rows) {
        if (row) valid.push([row.groupId, row.account, row.unread]);
        else invalid += 1;
      }
    }
  } catch (error) {
    if (!(error instanceof TimUnreadError)) throw error;
    return { valid, invalid, refused: true };
  } finally {
    await file?.close();
  }
  return { valid, invalid, refused: false };
};

/** A command of the shell that writes a new file, and the flags with which that is read. */
const CONVERSION =
  /(?<=: )(\(?(?:tr|sed|jq|python3|php|awk|iconv|yq|perl|base64 -d) .*?)\s> NEWFILE(?:\.(csv|tsv|jsonl|json))?(?: && npx tim-unread inspect NEWFILE\S* (--.*?))?(?:\n|$)/s;

export const rowsOf = async (path: string, flags: Parameters<typeof read>[1]): Promise<string[]> =>
  (await read(path, flags)).valid.map((row) => row.join(' ')).toSorted((a, b) => a.localeCompare(b));

/** @returns undefined where the machine lacks the program that is proposed */
export const rowsInOneRound = async (path: string): Promise<string[] | undefined> => {
  const first = await rowsOf(path, {});
  return first.length > 0 ? first : rowsAsTold(path);
};

/** The rows to which the command that is proposed leads, also where others can be read without it. */
export const rowsAsTold = async (path: string): Promise<string[] | undefined> => {
  const { stderr } = await runCommand(['validate', path]);
  const proposed = /^ *(npx tim-unread validate .*)$/m.exec(stderr)?.[1];
  if (proposed !== undefined) return rowsOf(path, flagsOf(proposed));
  const told = unwrapped(stderr);
  const [, command, extension, flags = ''] = CONVERSION.exec(told) ?? [];
  if (command === undefined) return rowsOf(path, flagsOf(/: (--quote .*)$/m.exec(told)?.[1] ?? ''));
  const converted = join(await tempFolder(), extension === undefined ? 'NEWFILE' : `NEWFILE.${extension}`);
  const env = { ...process.env, NEWFILE: converted };
  const { status } = spawnSync('sh', ['-c', `${command} > "$NEWFILE"`], { env });
  return status === 127 ? undefined : rowsOf(converted, flagsOf(flags));
};
