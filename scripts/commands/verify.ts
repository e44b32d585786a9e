// npm run verify: proves the history of the record, chain by chain and version by version.
import { readFileSync } from 'node:fs'
import type { ChainHead } from '../../src/chains/linked-event.ts'
import { ConfigError, readConfig } from '../../src/config.ts'
import { verifyHistory } from '../../src/registry/verify-history.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { reportFailure } from './failure.ts'

const USAGE = `Cách dùng: npm run verify [-- --head TỆP]
Usage:     npm run verify [-- --head FILE]

Chứng minh lịch sử của registry.gpkg (trong DATA_DIR): mọi chuỗi sự kiện, mã băm của mọi phiên bản, thứ tự các lần sửa. Chỗ
sai được nêu đến từng mục. Mã thoát 0: đúng; 1: có chỗ sai.
Proves the history of registry.gpkg (in DATA_DIR): every chain of events, the hash of every version, the order of revisions.
What does not hold is named to the entry. Exit code 0: it holds; 1: it does not.

--head  tệp JSON mà GET /v1/events/heads đã trả lời ngày trước: so các đầu chuỗi đã công bố
        what GET /v1/events/heads answered on an earlier day, as JSON: the heads that were published are compared
`

/** A file of heads that is none. */
class HeadsError extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, HeadsError])
}

async function main(words: readonly string[]): Promise<number> {
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(USAGE)
    return 0
  }
  const [option, file, ...more] = words
  if (more.length > 0 || (option !== undefined && (option !== '--head' || file === undefined))) {
    process.stderr.write(USAGE)
    return 2
  }
  const published = file === undefined ? [] : readHeads(file)
  const { dataDir } = readConfig()
  // Leads an older record to today's schema, in which there are events.
  RecordStore.open(dataDir).close()
  const store = new RegistryStore(openSqliteEngine(dataDir))
  try {
    const { chains, events, versions, breaks } = await verifyHistory(store, published)
    for (const { rule, at, message } of breaks)
      process.stdout.write(`${rule}\t${at}\t${message.vi} · ${message.en}\n`)
    process.stderr.write(
      `chuỗi · chains ${chains}, sự kiện · events ${events}, phiên bản · versions ${versions}, sai · breaks ${breaks.length}\n`,
    )
    return breaks.length === 0 ? 0 : 1
  } finally {
    await store.close()
  }
}

/** The heads of a file; throws {@link HeadsError} that names what is wrong with it. */
function readHeads(file: string): ChainHead[] {
  const refuse = (why: string) =>
    new HeadsError(
      `${file}: không phải đầu chuỗi mà /v1/events/heads trả lời. · ${file}: these are no heads that /v1/events/heads answers: ${why}.`,
    )
  let heads: unknown
  try {
    heads = (JSON.parse(readFileSync(file, 'utf8')) as { heads?: unknown }).heads
  } catch (error) {
    if (error instanceof SyntaxError) throw refuse(error.message)
    throw error
  }
  if (!Array.isArray(heads)) throw refuse('heads is no list')
  const wrong = heads.findIndex(
    ({ chain, number, hash }) =>
      typeof chain !== 'string' || !Number.isInteger(number) || !/^[0-9a-f]{64}$/.test(hash),
  )
  if (wrong >= 0) throw refuse(`heads[${wrong}] needs chain, number and hash`)
  return heads
}
