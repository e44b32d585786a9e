/** Quasigroup of order 10 that finds every single wrong digit and every swap of neighbours (Damm 2004, p. 111), row by row. */
const TABLE = Uint8Array.from(
  `0317598642
   7092154863
   4206871359
   1750983426
   6123045978
   3674209581
   5869720134
   8945362017
   9438617205
   2581436790`.replace(/\s/g, ''),
  Number,
)
const ZERO = 0x30

/** The check digit 0…9 of a text of digits from `from` on; 0 for one that ends with its own right check digit. */
export function dammDigit(digits: string, from = 0): number {
  let interim = 0
  for (let at = from; at < digits.length; at++)
    interim = TABLE[interim * 10 + digits.charCodeAt(at) - ZERO] as number
  return interim
}
