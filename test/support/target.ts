import { createServer, type IncomingMessage } from 'node:http';
import { listen } from './network.ts';

export type Asked = {
  /** the last part of the path */
  readonly command: string;
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked into field by field
  readonly body: any;
  readonly usersig: string;
  readonly atMs: number;
};

/** A target that answers each call as the test says: an object becomes JSON, a text is sent as it is. */
export const answering = async (answer: (asked: Asked) => unknown) => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then(async (text) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://target');
      const call = {
        command: pathname.slice(pathname.lastIndexOf('/') + 1),
        body: JSON.parse(text) as unknown,
        usersig: searchParams.get('usersig') ?? '',
        atMs: performance.now(),
      };
      asked.push(call);
      const reply = await answer(call);
      response.end(typeof reply === 'string' ? reply : JSON.stringify(reply));
    });
  });
  return { url: `http://127.0.0.1:${await listen(server)}`, asked };
};

const readBody = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
};

/** The envelope of a reply that says ok. */
export const fine = (fields: object = {}) => ({ ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...fields });

/** The envelope of a reply that refuses. */
export const refused = (ErrorCode: number, ErrorInfo = '') => ({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo });
