import { openPromise } from 'yauzl'
import { TableError } from '../table.ts'

const MB = 1_048_576
/** Most files in a workbook, and bytes of all of them unpacked. */
const MAX_ENTRIES = 2000
const MAX_UNPACKED = 2048 * MB
/** Most bytes of what is kept in memory as a whole, unpacked: all texts of the cells, and all styles. */
const KEPT: ReadonlyMap<string, number> = new Map([
  ['xl/sharedStrings.xml', 256 * MB],
  ['xl/styles.xml', 16 * MB],
  ['xl/workbook.xml', 16 * MB],
])

/** Looks into a workbook before it is read; throws {@link TableError} for one that would not fit, or is none. */
export async function checkWorkbook(file: string): Promise<void> {
  const zip = await openPromise(file, { autoClose: false }).catch((error: Error) => {
    throw new TableError(`${file} cannot be read as a workbook: ${error.message}.`, { cause: error })
  })
  try {
    const refuse = (what: string, most: string): never => {
      throw new TableError(`${file} cannot be read: it has ${what}; at most ${most}.`)
    }
    if (zip.entryCount > MAX_ENTRIES) refuse(`${zip.entryCount} files`, String(MAX_ENTRIES))
    let unpacked = 0
    for await (const { fileName, uncompressedSize } of zip.eachEntry()) {
      unpacked += uncompressedSize
      const most = KEPT.get(fileName)
      if (most !== undefined && uncompressedSize > most)
        refuse(`${uncompressedSize} bytes of ${fileName}`, String(most))
    }
    if (unpacked > MAX_UNPACKED) refuse(`${unpacked} bytes unpacked`, String(MAX_UNPACKED))
  } finally {
    zip.close()
  }
}
