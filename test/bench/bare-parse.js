/**
 * The baselines for `validate`: a bare parser reads a file to its end and counts its rows. Nothing is checked or
 * remembered.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { JSONParser } from '@streamparser/json';
import { parse } from 'csv-parse';

const [format, path] = process.argv.slice(2);

const read = {
  csv: async () => {
    let rows = 0;
    for await (const _ of createReadStream(path).pipe(parse({ columns: true }))) rows += 1;
    return rows;
  },
  json: async () => {
    let rows = 0;
    const parser = new JSONParser({ paths: ['$.*'], keepStack: false });
    parser.onValue = () => {
      rows += 1;
    };
    for await (const chunk of createReadStream(path)) parser.write(chunk);
    return rows;
  },
  jsonl: async () => {
    let rows = 0;
    for await (const line of createInterface({ input: createReadStream(path) })) {
      JSON.parse(line);
      rows += 1;
    }
    return rows;
  },
};

console.log(await read[format]());
