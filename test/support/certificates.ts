import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tempFolder } from './temp.ts';

const run = promisify(execFile);

/** Every system that builds Node programs has it, Windows with Git. */
export const HAS_OPENSSL = await run('openssl', ['version']).then(
  () => true,
  () => false,
);

const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = unused
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
`;

/** `until` and `from` as in ASN.1: YYYYMMDDHHMMSSZ. */
type Validity = { readonly from: string; readonly until: string };

export const VALIDITY = {
  now: { from: '20200101000000Z', until: '21200101000000Z' },
  past: { from: '20200101000000Z', until: '20210101000000Z' },
  future: { from: '21100101000000Z', until: '21200101000000Z' },
} as const satisfies Record<string, Validity>;

export type Identity = { readonly key: Buffer; readonly cert: Buffer };

/** An authority of its own, as a company has one for its proxy. @returns the path of its certificate, and what it signs */
export const makeAuthority = async (name: string) => {
  const cwd = await tempFolder();
  const openssl = (...args: string[]) => run('openssl', args, { cwd });
  await writeFile(join(cwd, 'own.cnf'), CONFIG);
  await writeFile(join(cwd, 'index.txt'), '');
  await writeFile(join(cwd, 'serial'), '01\n');
  const makeKey = (file: string) => openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file);
  await makeKey('own.key');
  const asAuthority = ['-x509', '-extensions', 'authority', '-days', '3650'];
  const subject = ['-config', 'own.cnf', '-subj', `/CN=${name}`];
  await openssl('req', '-new', ...asAuthority, '-key', 'own.key', ...subject, '-out', 'own.pem');
  let made = 0;
  return {
    certificate: join(cwd, 'own.pem'),
    /** @param host - the only name in it */
    sign: async (host: string, { from, until }: Validity = VALIDITY.now): Promise<Identity> => {
      made += 1;
      const [key, request, cert] = ['key', 'csr', 'pem'].map((kind) => `${made}.${kind}`) as [string, string, string];
      await makeKey(key);
      const names = ['-addext', `subjectAltName=DNS:${host}`];
      await openssl(
        'req',
        '-new',
        '-key',
        key,
        '-config',
        'own.cnf',
        '-subj',
        `/CN=${host}`,
        ...names,
        '-out',
        request,
      );
      const by = ['-config', 'own.cnf', '-cert', 'own.pem', '-keyfile', 'own.key'];
      const dates = ['-startdate', from, '-enddate', until];
      await openssl('ca', '-batch', '-notext', ...by, ...dates, '-in', request, '-out', cert);
      return { key: await readFile(join(cwd, key)), cert: await readFile(join(cwd, cert)) };
    },
  };
};
