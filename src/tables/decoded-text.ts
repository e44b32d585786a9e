import { mendEncoding } from '../text/legacy-encodings.ts'
import { otherEncoding } from './text-encoding.ts'

/** Encodings that tables may be in; the last two are fonts of the 1990s on top of Latin letters. */
export const TABLE_ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1258',
  'windows-1252',
  'tcvn3',
  'vni',
] as const
export type TableEncoding = (typeof TABLE_ENCODINGS)[number]

export interface DecodedText {
  readonly encoding: TableEncoding
  /** Whether the bytes began with a byte order mark; it is not part of the text. */
  readonly marked: boolean
  readonly chunks: AsyncGenerator<string>
  /** Makes a cell of an old font or with loose accents what is written today; other cells stay as they are. */
  readonly mend: (cell: string) => string
}

const NAMED: Readonly<Record<string, TableEncoding>> = {
  'windows-1258': 'windows-1258',
  'TCVN3 (ABC)': 'tcvn3',
  'VNI-Windows': 'vni',
}

/** Text from bytes in any encoding that Vietnamese tables come in, recognised by the first chunk unless it is named. */
export async function decodeText(
  bytes: AsyncIterable<Uint8Array>,
  named?: TableEncoding,
): Promise<DecodedText> {
  const source = bytes[Symbol.asyncIterator]()
  const first = await source.next()
  const head = Buffer.from(first.done ? new Uint8Array(0) : first.value)
  const encoding = named ?? encodingOf(head)
  const decoder = new TextDecoder(underlying(encoding))

  async function* chunks(): AsyncGenerator<string> {
    for (let next = first; !next.done; next = await source.next())
      yield decoder.decode(next.value, { stream: true })
    yield decoder.decode()
  }
  return {
    encoding,
    marked: hasMark(head),
    chunks: chunks(),
    mend: mender(encoding),
  }
}

/** Reads the cells of a table whose columns have fixed widths, one by one. */
export function cellDecoder(encoding: TableEncoding): (bytes: Uint8Array) => string {
  const decoder = new TextDecoder(underlying(encoding))
  const mend = mender(encoding)
  return (bytes) => mend(decoder.decode(bytes))
}

/** The encoding of the letters that a font of the 1990s shows otherwise. */
function underlying(encoding: TableEncoding): string {
  return encoding === 'tcvn3' || encoding === 'vni' ? 'windows-1252' : encoding
}

function mender(encoding: TableEncoding): (cell: string) => string {
  if (encoding === 'tcvn3' || encoding === 'vni') return mendEncoding
  return encoding === 'windows-1258' ? (cell) => cell.normalize('NFC') : (cell) => cell
}

/** The encoding of a table by its first bytes. */
export function encodingOf(head: Buffer): TableEncoding {
  const other = otherEncoding(head)
  if (other === undefined) return 'utf-8'
  if (other !== 'UTF-16') return NAMED[other] ?? 'windows-1252'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return head[0] === 0 ? 'utf-16be' : 'utf-16le'
}

function hasMark(head: Buffer): boolean {
  return (
    (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) ||
    (head[0] === 0xff && head[1] === 0xfe) ||
    (head[0] === 0xfe && head[1] === 0xff)
  )
}
