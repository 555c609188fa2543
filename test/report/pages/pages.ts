import type { Messages } from '../../../src/messages/messages.ts';
import { AUDIT_PAGES } from './audit-pages.ts';
import { IMPORT_PAGES } from './import-pages.ts';
import { INSPECTION_PAGES } from './inspection-pages.ts';
import { STATUS_PAGES } from './status-pages.ts';
import { TOTAL_PAGES } from './total-pages.ts';
import { VALIDATION_PAGES } from './validation-pages.ts';

/** Every page by the name of its golden file; in English where no other language is given. */
export const PAGES: Readonly<Record<string, (messages?: Messages) => string>> = {
  ...IMPORT_PAGES,
  ...AUDIT_PAGES,
  ...TOTAL_PAGES,
  ...VALIDATION_PAGES,
  ...STATUS_PAGES,
  ...INSPECTION_PAGES,
};
