/** The values of a fact of this name, without the name. @typeParam T - all facts @typeParam Key - where their name stands */
export type Sample<T, Key extends string, Name> =
  T extends Readonly<Record<Key, infer Names>> ? (Name extends Names ? Omit<T, Key | 'kind'> : never) : never;
