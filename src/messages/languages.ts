import { en } from './en.ts';
import type { Messages } from './messages.ts';
import { zhCn } from './zh-cn.ts';

/** Every language there is, by its name (BCP 47). */
export const LANGUAGES = { en, 'zh-CN': zhCn } satisfies Readonly<Record<string, Messages>>;

/** The language of what programs read: JSON and logs are the same wherever a run is. */
export const FOR_PROGRAMS: Messages = en;

export type Language = keyof typeof LANGUAGES;

export type MessagesByLanguage = Readonly<Record<Language, Messages>>;
