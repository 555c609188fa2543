import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ended } from './binary.ts';
import { runCommand } from './command.ts';
import { unwrapped } from './unwrapped.ts';

/** One step behind the words `next`, `and` and `or` of a result. */
export type Proposed = { readonly label: string; readonly text: string; readonly commands: readonly string[] };

const COPY = process.platform === 'win32' ? 'copy' : 'cp';
const COMMAND = new RegExp(`^ {11}(?:npx tim-unread|node|${COPY}) `);

/** @returns the steps that a result proposes, in their order */
export const proposedIn = (stdout: string): Proposed[] => {
  const steps: { label: string; text: string; commands: string[] }[] = [];
  for (const line of stdout.split('\n')) {
    const label = /^ {2}(next|and|or) +(.*)$/.exec(line);
    if (label) steps.push({ label: label[1] ?? '', text: label[2] ?? '', commands: [] });
    else if (COMMAND.test(line)) steps.at(-1)?.commands.push(line.trim());
    else if (steps.length > 0) (steps.at(-1) as { text: string }).text += ` ${line.trim()}`;
  }
  return steps.map(({ text, ...step }) => ({ ...step, text: unwrapped(text) }));
};

/** The words of a command as a POSIX shell takes it apart, as far as proposed commands go. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) => word.replace(/'([^']*)'|\\(.)/g, '$1$2'));

export type Pasted = Ended & { readonly command: string };

/** Does what pasting a command does. @param correct - what a person does to a copy before the next command */
export const paste = async (
  command: string,
  cwd: string,
  correct: (text: string) => string | Promise<string> = (text) => text,
): Promise<Pasted> => {
  const [program, ...words] = wordsOf(command);
  if (program === COPY) {
    const [from = '', to = ''] = words;
    await copyFile(join(cwd, from), join(cwd, to));
    await writeFile(join(cwd, to), await correct(await readFile(join(cwd, to), 'utf8')));
    return { command, code: 0, stdout: '', stderr: '' };
  }
  return { command, ...(await runCommand(words.slice(1), { cwd })) };
};
