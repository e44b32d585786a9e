// npm run people-key: which key seals personal data, and replacing it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig, readKeyFile } from '../../src/config.ts'
import { StoreError } from '../../src/store/errors.ts'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import type { PeopleStore } from '../../src/store/people/people-store.ts'
import { openPostgresPeople } from '../../src/store/people/postgres-people.ts'
import { endRotation, rotate } from '../../src/store/people/sealing/key-rotation.ts'
import { openSqlitePeople, PEOPLE_FILE } from '../../src/store/people/sqlite-people.ts'
import { reportFailure } from './failure.ts'
import { ProgressLine } from './progress-line.ts'

const USAGE = `Cách dùng: npm run people-key -- status | rotate [--to TỆP] | finish
Usage:     npm run people-key -- status | rotate [--to FILE] | finish

Khoá niêm phong dữ liệu cá nhân trong people.db hay lược đồ people; khoá hiện nay lấy từ PEOPLE_KEY hoặc PEOPLE_KEY_FILE.
The key that seals personal data in people.db or the schema people; the present one is that of PEOPLE_KEY or PEOPLE_KEY_FILE.

status  dấu của các khoá mở được dữ liệu, khoá dữ liệu hiện nay, đã niêm phong hết chưa
        the marks of the keys that open it, the present data key, and whether all is sealed under it
rotate  thay khoá dữ liệu và niêm phong lại mọi giá trị; máy chủ vẫn chạy. Bị ngắt thì chạy lại lệnh này để tiếp tục.
        replaces the data key and seals all values anew, beside a running server. Cut off, it goes on when it is run again.
--to    tệp giữ khoá mới: từ đây cả khoá cũ và khoá mới đều mở được
        file with the new key: from then on both the present and the new one open the data
finish  chạy bằng khoá mới, sau khi khởi động lại mọi máy chủ với khoá mới: khoá cũ không còn mở được gì. Bản sao lưu cũ
        vẫn cần khoá cũ.
        run with the new key, after every server was started with it: the old key opens nothing any more. Backups from
        before still need it.
`

/** Words that are no use of this command. */
class UsageError extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, StoreError, UsageError])
}

async function main(words: string[]): Promise<number> {
  if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
    process.stderr.write(USAGE)
    return words.length === 0 ? 1 : 0
  }
  const { act, to } = read(words)
  const { peopleKey, peopleKeyProblem } = readConfig()
  if (peopleKeyProblem !== undefined) process.stderr.write(`${peopleKeyProblem}\n`)
  const present = peopleKey && new PeopleKey(peopleKey)
  const next = to === undefined ? undefined : new PeopleKey(readKeyFile(to, '--to'))
  const people = await open(present)
  try {
    if (act !== 'status') {
      if (present === undefined)
        throw new UsageError(
          'Cần khoá hiện nay: đặt PEOPLE_KEY hoặc PEOPLE_KEY_FILE. · The present key is needed: set PEOPLE_KEY or PEOPLE_KEY_FILE.',
        )
      await (act === 'rotate' ? replace(people, present, next) : finish(people))
      await people.emptyJournal()
    }
    await tell(people, present)
    return 0
  } finally {
    await people.close()
  }
}

function read(words: string[]): { act: 'status' | 'rotate' | 'finish'; to: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: { to: { type: 'string' } },
    })
    const [act, ...more] = positionals
    const isAct = act === 'status' || act === 'rotate' || act === 'finish'
    if (!isAct || more.length > 0 || (values.to !== undefined && act !== 'rotate'))
      throw new Error(`${words.join(' ')}?`)
    return { act, to: values.to }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${USAGE}`)
  }
}

/** `people.db` of the data folder, or the schema `people`. */
function open(key: PeopleKey | undefined): Promise<PeopleStore> {
  const { dataDir, recordUrl, peopleUrl = recordUrl } = readConfig()
  if (peopleUrl !== undefined) return openPostgresPeople(peopleUrl, () => undefined, key)
  if (!existsSync(join(dataDir, PEOPLE_FILE)))
    throw new UsageError(
      `Không có ${join(dataDir, PEOPLE_FILE)}. · There is no ${join(dataDir, PEOPLE_FILE)}: nothing is sealed.`,
    )
  return openSqlitePeople(dataDir, { key })
}

async function replace(people: PeopleStore, present: PeopleKey, next: PeopleKey | undefined): Promise<void> {
  const { line, options } = await progress(people, 'Niêm phong lại · Sealing anew')
  const { resumed, rows } = await rotate(people, { present, ...(next && { next }), ...options })
  line.end(rows)
  if (resumed) process.stderr.write('Tiếp tục lần trước. · Went on with the last time.\n')
  process.stderr.write(
    next === undefined
      ? 'Xong; chạy "npm run people-key -- finish" để bỏ khoá dữ liệu cũ. · Done; run "npm run people-key -- finish" to drop the former data key.\n'
      : `Khởi động lại mọi máy chủ với khoá mới (dấu ${next.id}), rồi chạy "npm run people-key -- finish" bằng khoá đó. · ` +
          `Start every server with the new key (mark ${next.id}), then run "npm run people-key -- finish" with it.\n`,
  )
}

async function finish(people: PeopleStore): Promise<void> {
  const { line, options } = await progress(people, 'Rà lại · Looking through')
  line.end(await endRotation(people, options))
}

/** Stops between two transactions when asked to; the next time it goes on there. */
async function progress(people: PeopleStore, label: string) {
  const line = new ProgressLine(process.stderr, label)
  const total = await people.read(({ sealingKeys }) => sealingKeys.countRows())
  const stopping = new AbortController()
  process.once('SIGINT', () => stopping.abort())
  const onProgress = (rows: number) => line.show(total === 0 ? undefined : rows / total, rows)
  return { line, options: { onProgress, signal: stopping.signal } }
}

async function tell(people: PeopleStore, present: PeopleKey | undefined): Promise<void> {
  const { current, sealedTo, former, masters } = await people.read(({ sealingKeys }) =>
    sealingKeys.overview(),
  )
  const mine = (mark: string) => (mark === present?.id ? ' (đang đặt · the one that is set)' : '')
  const lines = [
    ...masters.map((mark) => `khoá mở được · key that opens it\t${mark}${mine(mark)}`),
    ...(people.keyProblem === undefined ? [] : [people.keyProblem]),
    current === undefined
      ? 'chưa niêm phong gì · nothing is sealed yet'
      : `khoá dữ liệu · data key\t${current.id}\t${current.created_at}`,
    ...(former > 0 ? [`khoá dữ liệu cũ còn giữ · former data keys kept\t${former}`] : []),
    ...(current !== undefined
      ? [
          sealedTo === undefined
            ? 'mọi giá trị dưới khoá này · all values are under it'
            : 'chưa niêm phong hết · not all values are under it yet',
        ]
      : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
