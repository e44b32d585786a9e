import {
  closeSync,
  createReadStream,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** What a restore must not bring back; each is final. */
export const NOTED_KINDS = [
  'withdrawn',
  'redacted',
  'contact-deleted',
  'consent-withdrawn',
  'suspended',
  'key-revoked',
  'certificate-revoked',
] as const
export type NotedKind = (typeof NOTED_KINDS)[number]

/** An act that a restore repeats. */
export interface Noted {
  /** ISO 8601 in UTC. */
  readonly at: string
  readonly kind: NotedKind
  /** Of what it was done to: ids only, no text. */
  readonly id: string
}

const FILE = 'after-backup.log'
const FILES = /^after-backup(?:-\w+)?\.log$/
/** Bytes after which a file is put aside. */
const FULL = 1_048_576
const NEW_LINE = 10

/**
 * `after-backup.log` of a data folder: what was deleted for good, by id, so that a restore of an earlier backup does it
 * again. Nothing takes lines away; files older than the oldest backup may be deleted.
 */
export class AfterBackupLog {
  readonly #dataDir: string
  readonly #full: number

  /** @param full bytes after which a file is put aside; a test has fewer */
  constructor(dataDir: string, full = FULL) {
    this.#dataDir = dataDir
    this.#full = full
  }

  /**
   * Adds a line, durably. Call when the act is committed and before it is acknowledged: so whatever was acknowledged is here.
   *
   * @param id without tabs and line ends
   */
  note(kind: NotedKind, id: string, now: Date = new Date()): void {
    if (/[\t\r\n]/.test(id)) throw new RangeError(`id ${JSON.stringify(id)} has a tab or an end of line`)
    const file = join(this.#dataDir, FILE)
    this.#rotate(file, now)
    const fd = openSync(file, 'a+', 0o600)
    try {
      // A line that a power cut has torn stays alone.
      writeSync(fd, `${endsWhole(fd) ? '' : '\n'}${now.toISOString()}\t${kind}\t${id}\n`)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    flush(this.#dataDir)
  }

  /** All that was noted, oldest file first; lines that are torn or of a later version's kind go to `onOther`. */
  async *entries(onOther: (line: string) => void = () => {}): AsyncGenerator<Noted> {
    const files = readdirSync(this.#dataDir).filter((name) => FILES.test(name))
    for (const name of files.sort()) {
      const input = createReadStream(join(this.#dataDir, name), 'utf8')
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
        if (line === '') continue
        const [at = '', kind = '', id = '', ...more] = line.split('\t')
        if (id !== '' && more.length === 0 && isKind(kind)) yield { at, kind, id }
        else onOther(line)
      }
    }
  }

  #rotate(file: string, now: Date): void {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) < this.#full) return
    renameSync(file, join(this.#dataDir, `after-backup-${now.toISOString().replace(/\W/g, '')}.log`))
  }
}

function isKind(word: string): word is NotedKind {
  return (NOTED_KINDS as readonly string[]).includes(word)
}

function endsWhole(fd: number): boolean {
  const { size } = fstatSync(fd)
  const last = Buffer.alloc(1)
  return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === NEW_LINE)
}

function flush(folder: string): void {
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
