/** The entries of a result page by their label, without the line breaks of the layout. */
export type Page = { readonly title: string; readonly entries: ReadonlyMap<string, string> };

const FIRST_LABEL = /^ {2}(rows|stopped) +/m;

/** @returns the pages of a text, one for each result, in their order; the total of several inputs has one too */
export const pagesIn = (text: string): readonly Page[] => {
  const pages: { title: string; entries: Map<string, string> }[] = [];
  const width = FIRST_LABEL.exec(text)?.[0].length ?? 11;
  let label = '';
  for (const line of text.split('\n')) {
    if (/^[A-Z0-9][A-Z0-9 ,']+: /.test(line)) {
      pages.push({ title: line, entries: new Map() });
      label = '';
    }
    const page = pages.at(-1);
    if (!page || !line.startsWith('  ')) continue;
    const own = line.slice(0, width).trim();
    if (own !== '') label = own;
    const earlier = page.entries.get(label);
    page.entries.set(label, `${earlier === undefined ? '' : `${earlier} `}${line.slice(width).trim()}`);
  }
  return pages;
};
