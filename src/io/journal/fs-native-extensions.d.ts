// The package ships no types. Only what is used here is declared.
declare module 'fs-native-extensions' {
  /** @returns false where another process holds the lock; it ends when the descriptor is closed, at the latest with its process */
  export function tryLock(fd: number, offset: number, length: number): boolean;
}
