import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Index } from 'flexsearch'
import MiniSearch from 'minisearch'
import type { RecordStore } from '../../src/store/record-store.ts'
import { bare } from '../eval/spellings.ts'

/** Another way to find an address: one document for each. */
export interface SearchBaseline {
  readonly name: string
  readonly buildMs: number
  search(text: string): unknown
  close(): void
}

/** Above so many addresses these take minutes to build and more memory than a test machine has. */
const MAX_IN_MEMORY = 50_000
const LIMIT = 8

/** Made one after another, so that only one is held at a time. */
export function* searchBaselines(record: RecordStore, dataDir: string): Generator<SearchBaseline> {
  if (record.addresses.count() <= MAX_IN_MEMORY * 1.1) {
    yield flexSearch(record)
    yield miniSearch(record)
  }
  yield trigrams(record, dataDir)
}

function flexSearch(record: RecordStore): SearchBaseline {
  const start = performance.now()
  const index = new Index({ tokenize: 'forward', encode: words, cache: false })
  for (const { fid, text } of documents(record)) index.add(fid, text)
  return {
    name: 'FlexSearch, a document an address',
    buildMs: performance.now() - start,
    search: (text) => index.search(text, { limit: LIMIT, suggest: true }),
    close() {},
  }
}

function miniSearch(record: RecordStore): SearchBaseline {
  const start = performance.now()
  const index = new MiniSearch<{ fid: number; text: string }>({
    idField: 'fid',
    fields: ['text'],
    tokenize: words,
    processTerm: (term) => term,
  })
  index.addAll([...documents(record)])
  return {
    name: 'minisearch, fuzzy 0.2',
    buildMs: performance.now() - start,
    search: (text) => index.search(text, { fuzzy: 0.2, combineWith: 'AND' }).slice(0, LIMIT),
    close() {},
  }
}

function trigrams(record: RecordStore, dataDir: string): SearchBaseline {
  const start = performance.now()
  const file = join(dataDir, 'trigrams.db')
  rmSync(file, { force: true })
  const db = new Database(file)
  db.pragma('journal_mode = OFF')
  db.exec("CREATE VIRTUAL TABLE address USING fts5(text, tokenize = 'trigram', detail = none)")
  const insert = db.prepare('INSERT INTO address(rowid, text) VALUES (?, ?)')
  db.transaction(() => {
    for (const { fid, text } of documents(record)) insert.run(fid, text)
  })()
  const find = db.prepare('SELECT rowid FROM address WHERE address MATCH ? LIMIT 8')
  return {
    name: 'SQLite FTS5 trigram',
    buildMs: performance.now() - start,
    search: (text) => find.all(grams(text)),
    close: () => db.close(),
  }
}

/** Every trigram of every word, joined with AND: what `detail = none` can answer. */
function grams(text: string): string {
  const found = words(text).flatMap((word) =>
    Array.from({ length: Math.max(0, word.length - 2) }, (_, i) => `"${word.slice(i, i + 3)}"`),
  )
  return found.length > 0 ? [...new Set(found)].join(' AND ') : '"zzz"'
}

function* documents(record: RecordStore): Generator<{ fid: number; text: string }> {
  const communes = new Map(
    record.units
      .all()
      .filter(({ level, valid_to }) => level === 'commune' && valid_to === null)
      .map((unit) => [unit.code, unit.name]),
  )
  const rows = record.db
    .prepare<
      [],
      {
        fid: number
        house_number: string | null
        street: string | null
        hamlet: string | null
        commune_code: string
      }
    >('SELECT fid, house_number, street, hamlet, commune_code FROM address')
    .iterate()
  for (const { fid, house_number, street, hamlet, commune_code } of rows)
    yield {
      fid,
      text: words([house_number, street, hamlet, communes.get(commune_code)].join(' ')).join(' '),
    }
}

function words(text: string): string[] {
  return bare(text)
    .toLowerCase()
    .split(/[^a-z0-9/]+/)
    .filter((word) => word !== '')
}
