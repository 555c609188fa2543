// The package ships no types. Only what is used here is declared.
declare module 'fs-native-extensions' {
  /** The lock ends when the descriptor is closed or the process ends. @returns false where another process holds it */
  export function tryLock(fd: number, offset: number, length: number, options?: { readonly shared: boolean }): boolean;
}
