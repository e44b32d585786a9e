// npm run restore -- BACKUP: puts a backup in the place of the record of DATA_DIR, while no server runs.
import { parseArgs } from 'node:util'
import { continueHere } from '../../src/assembly/backup/continue-here.ts'
import { type Restored, restoreBackup } from '../../src/assembly/backup/restore-backup.ts'
import { ConfigError, readFileConfig } from '../../src/config.ts'
import { PeopleKey } from '../../src/store/people/people-key.ts'
import { reportFailure } from './failure.ts'
import { HeadsError, readHeads } from './heads-file.ts'

const USAGE = `Cách dùng: npm run restore -- TỆP.gpkg [--head TỆP_ĐẦU_CHUỖI] [--lost N] [--keep-people]
           npm run restore -- --here [--head TỆP_ĐẦU_CHUỖI] [--lost N]
Usage:     npm run restore -- FILE.gpkg [--head HEADS] [--lost N] [--keep-people]
           npm run restore -- --here [--head HEADS] [--lost N]

Dừng máy chủ trước. Tệp được kiểm tra theo TỆP.gpkg.json; dữ liệu đang có được giữ lại bên cạnh. Mỗi chuỗi sự kiện tiếp tục ở
đoạn mới nêu đầu chuỗi của bản sao lưu; mã và số đã cấp sau bản sao lưu không cấp lại.
Stop the server first. The file is checked against FILE.gpkg.json; what is there is kept beside it. Each chain of events goes
on in a segment that names the backup's head; no code or number given after the backup is given again.

--head         đầu chuỗi công bố sau cùng, đã lưu từ GET /v1/events/heads
               the heads published last, saved from GET /v1/events/heads
--lost         nhiều nhất bao nhiêu sự kiện, mã có thể đã mất mà không đâu ghi
               how many events and codes may have been lost at most of which nothing tells
--keep-people  giữ people.db đang có, không lấy của bản sao lưu
               leave the people.db that is there, not the backup's
--here         tệp registry.gpkg đã được đặt bằng tay: chỉ mở đoạn mới và nâng số mã
               registry.gpkg was put in place by hand: only open the segments and raise the numbers
Thư mục dữ liệu: biến DATA_DIR · data folder: variable DATA_DIR
`
/** Ids that are told; all of them are in people.db. */
const MOST_IDS = 20

/** Where people.db is from. */
const PEOPLE: Readonly<Record<Restored['people'], string>> = {
  backup: 'people.db: của bản sao lưu · the backup’s',
  kept: 'people.db: giữ tệp đang có · the one that was there is kept',
  none: 'people.db: không có; máy chủ tạo tệp mới, trống · there is none; the server makes an empty one',
}

/** Words that are no use of this command. */
class UsageError extends Error {}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  reportFailure(error, [ConfigError, HeadsError, UsageError])
}

async function main(words: string[]): Promise<number> {
  if (words.length === 0 || words.includes('--help') || words.includes('-h')) {
    process.stderr.write(USAGE)
    return words.length === 0 ? 1 : 0
  }
  const { backup, head, lost, keepPeople } = read(words)
  const { dataDir, peopleKey } = readFileConfig()
  const options = {
    dataDir,
    now: new Date(),
    published: head === undefined ? [] : readHeads(head).heads,
    lost,
    key: peopleKey && new PeopleKey(peopleKey),
  }
  tell(
    dataDir,
    backup === undefined
      ? await continueHere(options)
      : await restoreBackup({ ...options, backup, keepPeople }),
  )
  return 0
}

function read(words: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        head: { type: 'string' },
        lost: { type: 'string' },
        'keep-people': { type: 'boolean', default: false },
        here: { type: 'boolean', default: false },
      },
    })
    const { head, lost, here, 'keep-people': keepPeople } = values
    if (lost !== undefined && !/^\d{1,9}$/.test(lost))
      throw new UsageError(`--lost "${lost}": phải là số nguyên từ 0. · it must be a whole number from 0.`)
    if (positionals.length !== (here ? 0 : 1) || (here && keepPeople)) throw new UsageError(USAGE)
    return { backup: positionals[0], head, lost: lost === undefined ? undefined : Number(lost), keepPeople }
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${(error as Error).message}\n${USAGE}`)
  }
}

function tell(dataDir: string, restored: Restored): void {
  const { addresses, sequence, segments, codes, people, reopened, repeated, unread, kept } = restored
  const lines = [
    `${dataDir}: ${addresses} địa chỉ · addresses, thay đổi · change ${sequence}`,
    `${segments} chuỗi tiếp tục ở đoạn mới, mã từ số ${codes} · chains go on in a new segment, codes from number ${codes}`,
    PEOPLE[people],
  ]
  if (repeated > 0)
    lines.push(
      `${repeated} việc sau bản sao lưu đã làm lại theo after-backup.log · acts since the backup were done again`,
    )
  if (unread.length > 0)
    lines.push(
      `after-backup.log: ${unread.length} dòng không hiểu, chưa làm lại · lines not understood, not done again: ${unread[0]}`,
    )
  if (reopened.length > 0)
    lines.push(
      `${reopened.length} đề nghị đã đồng ý nhưng thay đổi bị mất, nay mở lại · proposals were accepted, their change is lost, they are open again: ` +
        `${reopened.slice(0, MOST_IDS).join(', ')}${reopened.length > MOST_IDS ? ', …' : ''}`,
    )
  for (const file of kept) lines.push(`${file}: dữ liệu trước đó · what was there before`)
  process.stderr.write(`${lines.join('\n')}\n`)
}
