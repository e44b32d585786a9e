import { isUtf8 } from 'node:buffer'

/** Bytes that Vietnamese text has in the older encodings: vowels with marks, đ, ơ, ư. */
const MARKS = {
  'windows-1258': [0xcc, 0xd2, 0xde, 0xec, 0xf2, 0xf0, 0xd0, 0xf5, 0xfd, 0xe2, 0xea, 0xf4, 0xe3],
  'TCVN3 (ABC)': [0xa8, 0xa9, 0xaa, 0xab, 0xac, 0xad, 0xae, 0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xa7],
  'VNI-Windows': [0xf1, 0xd1, 0xf6, 0xf9, 0xf8, 0xfb, 0xef, 0xe5, 0xe4, 0xe0, 0xe1],
} as const
/** Share of the lines beyond ASCII that may fail as UTF-8 before the file is taken to be in another encoding. */
const MAX_WRONG = 0.5

/** The encoding of bytes that are not UTF-8 for the most part; `undefined` for UTF-8. */
export function otherEncoding(head: Buffer): string | undefined {
  if (head.length >= 2) {
    const mark = head.readUInt16BE(0)
    if (mark === 0xfffe || mark === 0xfeff) return 'UTF-16'
  }
  if (head.length > 0 && count(head, [0]) > head.length / 5) return 'UTF-16'
  const lines = linesOf(head).filter((line) => line.some((byte) => byte > 0x7f))
  const wrong = lines.filter((line) => !isUtf8(line))
  if (wrong.length <= lines.length * MAX_WRONG) return undefined
  const scores = Object.entries(MARKS).map(
    ([name, bytes]) => [name, wrong.reduce((sum, line) => sum + count(line, bytes), 0)] as const,
  )
  return scores.reduce((best, score) => (score[1] > best[1] ? score : best))[0]
}

/** Whole lines of the head; its cut-off last one only when it is the only one. */
function linesOf(head: Buffer): Buffer[] {
  const lines: Buffer[] = []
  let start = 0
  for (let end = head.indexOf(0x0a); end >= 0; end = head.indexOf(0x0a, start)) {
    lines.push(head.subarray(start, end))
    start = end + 1
  }
  return lines.length > 0 ? lines : [head]
}

function count(bytes: Buffer, wanted: readonly number[]): number {
  let found = 0
  for (const byte of bytes) if (wanted.includes(byte)) found++
  return found
}
