import { shellWord } from '../../core/text/text.ts';

/** @param file - a word of a shell @returns a command that runs a program of Python over it */
export const python = (program: string, file: string): string => `python3 -c ${shellWord(program)} < ${file}`;
