import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { type Maker, openUserKey } from '../io/journal/user-key.ts';

/** @returns this user on this machine @param folder - see `configFolder` */
export const openMaker = async (folder: string): Promise<Maker> => ({
  user: userName(),
  host: hostname(),
  key: await openUserKey(folder),
});

/** The user's own configuration folder for this program. */
export const configFolder = ({ APPDATA, XDG_CONFIG_HOME }: Readonly<Record<string, string | undefined>>): string =>
  join((process.platform === 'win32' ? APPDATA : XDG_CONFIG_HOME) || join(homedir(), '.config'), 'tim-unread');

/** A container may run under a user ID that has no name. */
const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
};
