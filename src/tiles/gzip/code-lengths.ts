/**
 * Lengths in bits of the Huffman codes for literals and lengths of matches, and for distances (RFC 1951, 3.2.5); none is 0. Those
 * below fit tiles of generated addresses: `npm run bench -- code-lengths` works them out. Other bytes are deflated correctly too, only
 * less.
 */
export interface CodeLengths {
  readonly literals: Uint8Array
  readonly distances: Uint8Array
}

/** For whole tiles of addresses, whose ids and codes are not deflated beforehand: zoom 18 and deeper. */
export const WHOLE_TILE_LENGTHS: CodeLengths = {
  literals: lengths(
    '76668898697999a9aa6aaaa99779aaaa9a7a9a9a8aaaa4a85554555555abaaabbabbbbbbbbbbabbbbbbbbbbbbbbbbbb8' +
      'b555555ba8bb9a878b8788ababbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' +
      'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb657689bbbbbbbbbbbbbbbbbbbbbb',
  ),
  distances: lengths('abbb65465253544544555679abbbbb'),
}

/** For the features of tiles whose ids and codes are deflated beforehand. */
export const FEATURE_LENGTHS: CodeLengths = {
  literals: lengths(
    'a476778867788899996999999988897999899999999997986666666666aaaaaababbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' +
      'b788878bbabbbbaabbbaabbbbbbbbbbb9999999999999999999999999999999999999999999999999999999999999999' +
      '9999999999999999999999999999999999999999999999999999999999999999bb43677579bbbbbbbbbbbbbbbbbbbb',
  ),
  distances: lengths('bbbba889817355555556566667789a'),
}

/** Lengths written as one hexadecimal digit each. */
function lengths(digits: string): Uint8Array {
  return Uint8Array.from(digits, (digit) => Number.parseInt(digit, 16))
}
