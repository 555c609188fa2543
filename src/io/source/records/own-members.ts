const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+-]*|[a-z]+|[{}[\]:,]/g;

/** As they are written. `value` is the first token of it: of an object `{`, of an array `[`. */
type Member = { readonly key: string; readonly value: string };

/** @param text - one JSON object @returns its own members, not those of objects inside it */
export function* ownMembers(text: string): Generator<Member> {
  let depth = 0;
  let key = '';
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (depth === 1 && last === ':') yield { key, value: token };
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) key = last;
    last = token;
  }
}
