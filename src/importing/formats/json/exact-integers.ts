/** Only a number of so many digits may be beyond 2^53. */
const LONG = /\d{16}/
/** A text, or a number as it is written. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g
const INTEGER = /^-?\d+$/

/** JSON in which whole numbers beyond 2^53, of which reading would change digits, stand as texts. */
export function exactIntegers(json: string): string {
  if (!LONG.test(json)) return json
  return json.replace(TOKENS, (token) =>
    token.length > 15 && INTEGER.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  )
}
