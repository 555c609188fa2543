import { promises as actual, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';

/**
 * What a power cut may leave of a folder, at every instant of a run.
 * The model is what POSIX promises, and no more. The bytes of a file are safe up to the last sync of that file; a name
 * is safe once its folder was synced. Each later change may be there or not, independently; only the renames within one
 * folder keep their order.
 */

/** For files and folders; a rename keeps it. */
type Inode = number;

type Link = { readonly kind: 'link'; readonly folder: Inode; readonly name: string; readonly child: Inode };
type Rename = { readonly kind: 'rename'; readonly folder: Inode; readonly from: string; readonly to: string };
type Unlink = { readonly kind: 'unlink'; readonly folder: Inode; readonly name: string };
type Write = { readonly kind: 'write'; readonly file: Inode; readonly at: number; readonly bytes: Buffer };
type Truncate = { readonly kind: 'truncate'; readonly file: Inode; readonly size: number };
type Sync = { readonly kind: 'sync'; readonly inode: Inode };
/** What changes a folder. */
type Naming = Link | Rename | Unlink;

type Operation = (Link | Rename | Unlink | Write | Truncate | Sync) & {
  readonly isFolder?: boolean;
  readonly path: string;
};

/** One content of the disk after a cut: path below the root to bytes, or to `null` for a folder. */
export type DiskState = ReadonlyMap<string, Buffer | null>;

const ROOT: Inode = 0;
const ALL_SUBSETS_UP_TO = 4;

/** Records the operations on the files below one folder, which must be empty at first. */
export class Recording {
  readonly root: string;
  readonly operations: Operation[] = [];
  /** Stops, as by `kill -9`, before the operation with this number: it and all later ones are not done. */
  killAt = Number.POSITIVE_INFINITY;
  readonly #inodes = new Map<string, Inode>([['', ROOT]]);
  #made = ROOT;

  constructor(root: string) {
    this.root = root;
  }

  holds(path: string): boolean {
    return path.startsWith(this.root + sep) || path === this.root;
  }

  /** @param work - performs the operation */
  async note<T>(work: () => Promise<T>, done: () => void): Promise<T> {
    if (this.operations.length >= this.killAt) throw new Error('killed');
    const result = await work();
    done();
    return result;
  }

  link(path: string, isFolder: boolean): void {
    this.#made += 1;
    this.#inodes.set(this.#below(path), this.#made);
    const operation = {
      kind: 'link',
      folder: this.inode(dirname(path)),
      name: basename(path),
      child: this.#made,
      path,
    };
    this.operations.push({ ...operation, kind: 'link', isFolder });
  }

  rename(from: string, to: string): void {
    if (dirname(from) !== dirname(to)) throw new Error('the model knows renames within one folder only');
    const [old, now] = [this.#below(from), this.#below(to)];
    for (const [path, inode] of [...this.#inodes]) {
      if (path !== old && !path.startsWith(old + sep)) continue;
      this.#inodes.delete(path);
      this.#inodes.set(now + path.slice(old.length), inode);
    }
    const folder = this.inode(dirname(from));
    this.operations.push({ kind: 'rename', folder, from: basename(from), to: basename(to), path: to });
  }

  unlink(path: string): void {
    this.operations.push({ kind: 'unlink', folder: this.inode(dirname(path)), name: basename(path), path });
    this.#inodes.delete(this.#below(path));
  }

  write(file: Inode, at: number, bytes: Buffer, path: string): void {
    this.operations.push({ kind: 'write', file, at, bytes: Buffer.from(bytes), path });
  }

  truncate(file: Inode, size: number, path: string): void {
    this.operations.push({ kind: 'truncate', file, size, path });
  }

  sync(inode: Inode, path: string): void {
    this.operations.push({ kind: 'sync', inode, path });
  }

  inode(path: string): Inode {
    const inode = this.#inodes.get(this.#below(path));
    if (inode === undefined) throw new Error(`${path} was made while nothing was recorded`);
    return inode;
  }

  /** @returns a description of the operation before the cut */
  behind(cut: number): string {
    const last = this.operations[cut - 1];
    return last ? `cut behind operation ${cut}, ${last.kind} ${this.#below(last.path)}` : 'cut before everything';
  }

  /** Every state that a cut after `cut` operations may leave. */
  *statesAt(cut: number): Generator<DiskState> {
    const disk = new Disk();
    for (const operation of this.operations.slice(0, cut)) disk.apply(operation);
    yield* disk.states();
  }

  #below(path: string): string {
    return relative(this.root, path);
  }
}

/** The safe state, and the pending changes. */
class Disk {
  readonly #folders = new Map<Inode, { names: Map<string, Inode>; pending: Naming[] }>();
  readonly #files = new Map<Inode, { content: Buffer; pending: (Write | Truncate)[] }>();

  constructor() {
    this.#folders.set(ROOT, { names: new Map(), pending: [] });
  }

  apply(operation: Operation): void {
    switch (operation.kind) {
      case 'link':
        if (operation.isFolder) this.#folders.set(operation.child, { names: new Map(), pending: [] });
        else this.#files.set(operation.child, { content: Buffer.alloc(0), pending: [] });
        this.#folders.get(operation.folder)?.pending.push(operation);
        break;
      case 'rename':
      case 'unlink':
        this.#folders.get(operation.folder)?.pending.push(operation);
        break;
      case 'write':
      case 'truncate':
        this.#files.get(operation.file)?.pending.push(operation);
        break;
      case 'sync':
        this.#makeSafe(operation.inode);
    }
  }

  #makeSafe(inode: Inode): void {
    const file = this.#files.get(inode);
    if (file) this.#files.set(inode, { content: withData(file.content, file.pending), pending: [] });
    const folder = this.#folders.get(inode);
    // A new name may refer to an earlier rename, so all changes are applied in order.
    if (folder) this.#folders.set(inode, { names: withNames(folder.names, folder.pending), pending: [] });
  }

  *states(): Generator<DiskState> {
    const folders = [...this.#folders].map(([inode, { names, pending }]) => ({
      inode,
      choices: folderChoices(names, pending),
    }));
    const files = [...this.#files].map(([inode, { content, pending }]) => ({
      inode,
      choices: fileChoices(content, pending),
    }));
    for (const names of products(folders)) {
      const reached = new Set([...names.values()].flatMap((entries) => [...entries.values()]));
      for (const contents of products(files.filter(({ inode }) => reached.has(inode)))) {
        const state = new Map<string, Buffer | null>();
        collect(ROOT, '', names, contents, state);
        yield state;
      }
    }
  }
}

const collect = (
  folder: Inode,
  path: string,
  names: ReadonlyMap<Inode, ReadonlyMap<string, Inode>>,
  contents: ReadonlyMap<Inode, Buffer>,
  state: Map<string, Buffer | null>,
): void => {
  for (const [name, child] of names.get(folder) ?? []) {
    const childPath = join(path, name);
    state.set(childPath, contents.get(child) ?? null);
    if (names.has(child)) collect(child, childPath, names, contents, state);
  }
};

/** All ways to choose one element of each. */
function* products<T>(parts: readonly { inode: Inode; choices: readonly T[] }[]): Generator<Map<Inode, T>> {
  const [first, ...rest] = parts;
  if (!first) {
    yield new Map();
    return;
  }
  for (const choice of first.choices) {
    for (const others of products(rest)) yield new Map([[first.inode, choice], ...others]);
  }
}

/** Each new name is there or not, and each old one, independently; of the renames, the first few are done. */
const folderChoices = (names: Map<string, Inode>, pending: readonly Naming[]): Map<string, Inode>[] => {
  const links = pending.filter(({ kind }) => kind !== 'rename');
  const renames = pending.length - links.length;
  const all = 2 ** links.length - 1;
  const subsets = links.length > ALL_SUBSETS_UP_TO ? [0, all] : Array.from({ length: all + 1 }, (_, subset) => subset);
  return subsets.flatMap((subset) =>
    Array.from({ length: renames + 1 }, (_, done) => {
      const isLost = (operation: Naming): boolean => {
        const at = links.indexOf(operation);
        if (at !== -1) return (subset & (2 ** at)) === 0;
        return pending.filter(({ kind }) => kind === 'rename').indexOf(operation) >= done;
      };
      return withNames(names, pending, isLost);
    }),
  );
};

/** A rename also carries a file whose first name was lost. */
const withNames = (
  names: ReadonlyMap<string, Inode>,
  pending: readonly Naming[],
  isLost: (operation: Naming) => boolean = () => false,
): Map<string, Inode> => {
  const now = new Map(names);
  const seen = new Map(names);
  for (const operation of pending) {
    if (operation.kind === 'link') {
      seen.set(operation.name, operation.child);
      if (!isLost(operation)) now.set(operation.name, operation.child);
      continue;
    }
    if (operation.kind === 'unlink') {
      seen.delete(operation.name);
      if (!isLost(operation)) now.delete(operation.name);
      continue;
    }
    const child = seen.get(operation.from);
    if (child === undefined) throw new Error(`${operation.from} was renamed before it was there`);
    seen.delete(operation.from);
    seen.set(operation.to, child);
    if (isLost(operation)) continue;
    now.delete(operation.from);
    now.set(operation.to, child);
  }
  return now;
};

/** None, half or all of the unsynced bytes; or the length without the bytes, as some file systems leave it. */
const fileChoices = (content: Buffer, pending: readonly (Write | Truncate)[]): Buffer[] => {
  if (pending.length === 0) return [content];
  const total = pending.reduce((sum, operation) => sum + sizeOf(operation), 0);
  let left = Math.floor(total / 2);
  const half: (Write | Truncate)[] = [];
  for (const operation of pending) {
    const size = sizeOf(operation);
    if (operation.kind === 'write' && left < size)
      half.push({ ...operation, bytes: operation.bytes.subarray(0, left) });
    else if (left >= size) half.push(operation);
    left = Math.max(0, left - size);
  }
  const unwritten = pending.map((operation) =>
    operation.kind === 'write' ? { ...operation, bytes: Buffer.alloc(operation.bytes.length) } : operation,
  );
  return [[], half, pending, unwritten].map((done) => withData(content, done));
};

const sizeOf = (operation: Write | Truncate): number => (operation.kind === 'write' ? operation.bytes.length : 1);

const withData = (content: Buffer, pending: readonly (Write | Truncate)[]): Buffer => {
  let now = content;
  for (const operation of pending) {
    const size =
      operation.kind === 'write' ? Math.max(now.length, operation.at + operation.bytes.length) : operation.size;
    const next = Buffer.alloc(size);
    now.copy(next, 0, 0, size);
    if (operation.kind === 'write') operation.bytes.copy(next, operation.at);
    now = next;
  }
  return now;
};

/** Writes a state to the disk. @param root - must not exist yet */
export const materialise = (state: DiskState, root: string): void => {
  mkdirSync(root);
  for (const [path, content] of state) {
    if (content) writeFileSync(join(root, path), content);
    else mkdirSync(join(root, path));
  }
};

export const stateKey = (state: DiskState): string =>
  [...state].map(([path, content]) => `${path}\n${content?.toString('latin1')}`).join('\n\n');

let recording: Recording | undefined;

/** Starts to watch the files below the folder; `undefined` stops. */
export const record = (next: Recording | undefined): void => {
  recording = next;
};

const noted = <T>(path: string, work: () => Promise<T>, done: (recording: Recording) => void): Promise<T> => {
  const current = recording;
  return current?.holds(path) ? current.note(work, () => done(current)) : work();
};

/** Does not sync the real disk: the model decides what is safe. */
const watch = (handle: actual.FileHandle, path: string): actual.FileHandle => {
  const inode = recording?.holds(path) ? recording.inode(path) : ROOT;
  const truncate = handle.truncate.bind(handle);
  const write = handle.write.bind(handle) as (bytes: Buffer, ...where: number[]) => Promise<unknown>;
  const writeFile = handle.writeFile.bind(handle);
  const sync = () =>
    noted(
      path,
      async () => {},
      (current) => current.sync(inode, path),
    );
  const watched = {
    sync,
    datasync: sync,
    truncate: (size = 0) =>
      noted(
        path,
        () => truncate(size),
        (current) => current.truncate(inode, size, path),
      ),
    write: (bytes: Buffer, offset: number, length: number, at: number) =>
      noted(
        path,
        () => write(bytes, offset, length, at),
        (current) => current.write(inode, at, bytes.subarray(offset, offset + length), path),
      ),
    writeFile: (text: string) =>
      noted(
        path,
        () => writeFile(text),
        (current) => current.write(inode, 0, Buffer.from(text), path),
      ),
  };
  return Object.assign(handle, watched);
};

/** Stands in for `node:fs/promises`. */
export const recordedFs = {
  ...actual,
  open: async (path: string, flags: string | number, mode?: number) => {
    const isMade = typeof flags === 'number' && (flags & constants.O_CREAT) !== 0 && !existsSync(path);
    if (!isMade) return watch(await actual.open(path, flags, mode), path);
    const handle = await noted(
      path,
      () => actual.open(path, flags, mode),
      (current) => current.link(path, false),
    );
    return watch(handle, path);
  },
  rename: (from: string, to: string) =>
    noted(
      from,
      () => actual.rename(from, to),
      (current) => current.rename(from, to),
    ),
  unlink: (path: string) =>
    noted(
      path,
      () => actual.unlink(path),
      (current) => current.unlink(path),
    ),
  mkdir: (path: string, options?: object) =>
    noted(
      path,
      () => actual.mkdir(path, options),
      (current) => current.link(path, true),
    ),
};

/** @returns whether it is there and no folder */
export const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
