import { grouped } from '../../core/text/text.ts';

/** A number with its noun: `1 row`, `2,000 rows`. @param many - where the plural is more than an s */
export const howMany = (count: number, one: string, many = `${one}s`): string =>
  count === 1 ? `1 ${one}` : `${grouped(count)} ${many}`;
