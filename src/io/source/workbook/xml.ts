import sax from 'sax';
import { ArchiveFaultError } from '../bytes/archive-fault.ts';

export type Attributes = Readonly<Record<string, string>>;

/** What is done at the parts of a document. Names come without their prefix. */
export type XmlHandlers = {
  readonly open: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

// Of a workbook some ten each. All of them are in memory until the element ends.
const MOST_DEPTH = 100;
const MOST_ATTRIBUTES = 1000;

/**
 * Reads XML piece by piece. Entities are the five of XML; a document type, which could define others, is refused.
 *
 * @returns after each piece; the handlers were called for all that it completes
 * @throws ArchiveFaultError where it is no XML
 */
export async function* parseXml(pieces: AsyncIterable<Buffer>, handlers: XmlHandlers): AsyncGenerator<undefined> {
  // Positions are counted: without them the parser keeps a text of any length.
  const parser = sax.parser(true, { position: true });
  const corrupt = (says: string): never => {
    throw new ArchiveFaultError({ code: 'corrupt', says });
  };
  parser.onerror = (error) => corrupt(error.message.replaceAll('\n', ' '));
  parser.ondoctype = () => corrupt('a document type in XML');
  let depth = 0;
  let attributesOfOne = 0;
  parser.onattribute = () => {
    attributesOfOne += 1;
    if (attributesOfOne > MOST_ATTRIBUTES) corrupt('an element of too many attributes');
  };
  parser.onopentag = ({ name, attributes }) => {
    depth += 1;
    attributesOfOne = 0;
    if (depth > MOST_DEPTH) corrupt('elements too deep in each other');
    handlers.open(bare(name), attributes as Attributes);
  };
  parser.onclosetag = (name) => {
    depth -= 1;
    handlers.close?.(bare(name));
  };
  const text = (said: string): void => handlers.text?.(said);
  parser.ontext = text;
  parser.oncdata = text;
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      return corrupt('XML that is not UTF-8');
    }
  };
  for await (const piece of pieces) {
    parser.write(decode(piece));
    yield;
  }
  parser.write(decode());
  parser.close();
  yield;
}

/** Reads all of it. */
export const readXml = async (pieces: AsyncIterable<Buffer>, handlers: XmlHandlers): Promise<void> => {
  for await (const _ of parseXml(pieces, handlers));
};

const bare = (name: string): string => name.slice(name.indexOf(':') + 1);

/** @returns the attribute with or without a prefix */
export const attributeOf = (attributes: Attributes, name: string): string | undefined =>
  attributes[name] ?? Object.entries(attributes).find(([key]) => bare(key) === name)?.[1];
