import { posix } from 'node:path';
import { ArchiveFaultError } from '../bytes/archive-fault.ts';
import { type NumberKind, numberKindOf, unescapedText } from './cell-text.ts';
import { type Attributes, attributeOf, readXml } from './xml.ts';
import type { ZipParts } from './zip-parts.ts';

export type Sheet = { readonly name: string; readonly part: string; readonly isHidden: boolean };

/** What the cells of all sheets refer to. */
export type CellParts = {
  readonly strings: readonly string[];
  /** by the style of a cell */
  readonly kinds: readonly NumberKind[];
  readonly is1904: boolean;
};

export type Workbook = CellParts & { readonly sheets: readonly Sheet[] };

type Relation = { readonly type: string; readonly part: string };

/** Reads what a workbook has beside its rows. */
export const readWorkbook = async (zip: ZipParts): Promise<Workbook> => {
  const whole = [...(await relationsOf(zip, '')).values()].find(({ type }) => type === 'officeDocument');
  if (!whole) throw new ArchiveFaultError({ code: 'corrupt', says: 'no workbook' });
  if (whole.part.endsWith('.bin')) throw new ArchiveFaultError({ code: 'binary-workbook' });
  const relations = await relationsOf(zip, whole.part);
  const sheets: Sheet[] = [];
  const parts = new Set<string>();
  let is1904 = false;
  await readXml(described(zip, whole.part), {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      const relation = relations.get(attributeOf(attributes, 'id') ?? '');
      // A chart may be a sheet of its own.
      if (relation?.type !== 'worksheet') return;
      // Each of them would be read, however often one part is named.
      if (parts.has(relation.part)) throw new ArchiveFaultError({ code: 'corrupt', says: 'two sheets in one part' });
      parts.add(relation.part);
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      sheets.push({ name: attributes.name ?? '', part: relation.part, isHidden });
    },
  });
  if (sheets.length === 0) throw new ArchiveFaultError({ code: 'corrupt', says: 'no sheet in it' });
  const partOf = (type: string): string | undefined =>
    [...relations.values()].find((relation) => relation.type === type && zip.has(relation.part))?.part;
  const [strings, styles] = [partOf('sharedStrings'), partOf('styles')];
  return {
    sheets,
    is1904,
    strings: strings === undefined ? [] : await stringsOf(zip, strings),
    kinds: styles === undefined ? [] : await kindsOf(zip, styles),
  };
};

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

/** The 65,490 formats that Excel takes have some ten megabytes. */
const MOST_DESCRIBED = 32 * 1024 * 1024;

/** A part that is no table: what it says is in memory. */
async function* described(zip: ZipParts, part: string): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const piece of zip.read(part)) {
    bytes += piece.length;
    if (bytes > MOST_DESCRIBED) throw new ArchiveFaultError({ code: 'corrupt', says: `${part} is too large` });
    yield piece;
  }
}

/** @param part - whose relations they are; empty for the package */
const relationsOf = async (zip: ZipParts, part: string): Promise<ReadonlyMap<string, Relation>> => {
  const folder = posix.dirname(part);
  const found = new Map<string, Relation>();
  await readXml(described(zip, posix.join(folder, '_rels', `${posix.basename(part)}.rels`)), {
    open: (name, { Id = '', Type = '', Target = '', TargetMode }) => {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      found.set(Id, { type: posix.basename(Type), part: posix.resolve('/', folder, Target).slice(1) });
    },
  });
  return found;
};

/** All of them are in memory at once, with two bytes a character at most. Two million IDs are below it. */
const MOST_CHARACTERS = 112 * 1024 * 1024;
/** A string takes as much besides its characters. */
const STRING_COST = 32;
/** A cell takes 32,767. */
const MOST_OF_ONE = 1024 * 1024;

const stringsOf = async (zip: ZipParts, part: string): Promise<readonly string[]> => {
  const strings: string[] = [];
  let text = '';
  let characters = 0;
  const count = (more: number): void => {
    characters += more;
    if (characters <= MOST_CHARACTERS && text.length <= MOST_OF_ONE) return;
    throw new ArchiveFaultError({ code: 'too-many-texts' });
  };
  const reading = textReading((said) => {
    text += said;
    count(said.length);
  });
  await readXml(zip.read(part), {
    ...reading,
    close: (name) => {
      reading.close(name);
      if (name !== 'si') return;
      // A copy: a part of a longer text keeps all of that in memory.
      strings.push(unescapedText(Buffer.from(text).toString()));
      count(STRING_COST);
      text = '';
    },
  });
  return strings;
};

/** The text of a string, without what says how it is pronounced. */
export const textReading = (add: (said: string) => void) => {
  let isText = false;
  let isSound = false;
  return {
    open: (name: string): void => {
      if (name === 't') isText = true;
      if (name === 'rPh') isSound = true;
    },
    close: (name: string): void => {
      if (name === 't') isText = false;
      if (name === 'rPh') isSound = false;
    },
    text: (said: string): void => {
      if (isText && !isSound) add(said);
    },
  };
};

const kindsOf = async (zip: ZipParts, part: string): Promise<readonly NumberKind[]> => {
  const codes = new Map<number, string>();
  const kinds: NumberKind[] = [];
  let isOfCells = false;
  await readXml(described(zip, part), {
    open: (name, attributes: Attributes) => {
      if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
      if (name === 'cellXfs') isOfCells = true;
      if (name !== 'xf' || !isOfCells) return;
      const id = Number(attributes.numFmtId ?? 0);
      kinds.push(numberKindOf(id, codes.get(id)));
    },
    close: (name) => {
      if (name === 'cellXfs') isOfCells = false;
    },
  });
  return kinds;
};
