import { SettingsError } from '../../core/errors/settings-error.ts';
import type { OtherVariable } from './settings.ts';

/** The parts of what stands in a variable for a proxy, as it was meant; undefined where there is no host. */
type Parts = {
  readonly scheme: string;
  /** undefined without an @ */
  readonly login: { readonly name: string; readonly password: string | undefined } | undefined;
  readonly host: string;
  /** what follows host and port, without a slash alone */
  readonly behind: string;
};

const PARTS =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(?:(.*)@)?(\[[0-9a-f:.]+\]|[^\s:/?#@\\[\]]+)(:[0-9]{1,5})?(?:\/?|([/?#].*))$/is;

/** The last @ ends the login: a host has none, and passwords do. */
export const proxyParts = (text: string): Parts | undefined => {
  const [, scheme = 'http', login, host, port = '', behind = ''] = PARTS.exec(text) ?? [];
  if (host === undefined) return undefined;
  const [name = '', ...password] = login?.split(':') ?? [];
  return {
    scheme: scheme.toLowerCase(),
    login: login === undefined ? undefined : { name, password: password.length > 0 ? password.join(':') : undefined },
    host: host + port,
    behind,
  };
};

/** Where these stand in a login, a URL ends there; a % that begins no escape is none. */
const UNFIT_IN_LOGIN = /[/\\?#]|%(?![0-9a-f]{2})/i;
/** The SOCKS of undici is experimental, and speaks TLS to the proxy itself. */
const SOCKS = /^socks/;

/**
 * @param text - of the variable, mended
 * @throws SettingsError that names the variable, and proposes the right spelling without the password
 */
export const readProxy = (variable: OtherVariable, text: string): URL => {
  const parts = proxyParts(text);
  if (parts && SOCKS.test(parts.scheme)) {
    throw new SettingsError({ kind: 'proxy-is-socks', variable, scheme: parts.scheme, host: parts.host });
  }
  if (!parts || (parts.scheme !== 'http' && parts.scheme !== 'https')) {
    throw new SettingsError({ kind: 'proxy-unusable', variable, meant: undefined });
  }
  const { scheme, login, host, behind } = parts;
  const typed = login && [login.name, ...(login.password === undefined ? [] : [login.password])].join(':');
  const full = `${scheme}://${typed === undefined ? '' : `${typed}@`}${host}`;
  const isFit = behind === '' && (typed === undefined || (!UNFIT_IN_LOGIN.test(typed) && isDecodable(typed)));
  if (isFit && URL.canParse(full)) return new URL(full);
  // A login without a colon may be a secret as a whole.
  const shown = login && (login.password === undefined ? 'NAME' : `${encoded(login.name)}:PASSWORD`);
  const meant = `${scheme}://${shown === undefined ? '' : `${shown}@`}${host}`;
  throw new SettingsError({
    kind: 'proxy-unusable',
    variable,
    meant: URL.canParse(meant)
      ? { url: meant, hasLogin: login !== undefined, isScript: /\.pac\b/i.test(behind) }
      : undefined,
  });
};

/** What is written with escapes already stays so. */
const encoded = (name: string): string => encodeURIComponent(isDecodable(name) ? decodeURIComponent(name) : name);

const isDecodable = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
