import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { manifestOf } from '../../../src/assembly/backup/backup-manifest.ts'
import { continueHere } from '../../../src/assembly/backup/continue-here.ts'
import { workshopOf } from '../../../src/assembly/backup/put-in-place.ts'
import { type RestoreOptions, restoreBackup } from '../../../src/assembly/backup/restore-backup.ts'
import { writeBackup } from '../../../src/assembly/backup/write-backup.ts'
import { HeadCopying } from '../../../src/assembly/head-copying.ts'
import { prepareRecord } from '../../../src/assembly/prepare-record.ts'
import { packageRoot } from '../../../src/config.ts'
import { AddressCodes } from '../../../src/registry/address-codes.ts'
import { HeadCopies } from '../../../src/registry/continuity/head-copies.ts'
import { verifyHistory } from '../../../src/registry/verify-history.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { copyHeads } from '../../../src/store/copies/record-copy.ts'
import { PEOPLE_FILE } from '../../../src/store/people/sqlite-people.ts'
import { RECORD_FILE, RecordStore } from '../../../src/store/record-store.ts'
import { foundedFolder, living, passingFolder } from '../../support/living-registry.ts'
import { draft, officer } from '../../support/registry-actors.ts'
import { COMMUNES, made } from '../../support/registry-engines.ts'

const NOW = new Date('2026-01-15T18:00:00Z')
const CHAIN = `${COMMUNES[0]}@2025-07-01`
type Living = Awaited<ReturnType<typeof living>>

const backUp = (dataDir: string, name = 'today') =>
  writeBackup({ dataDir, target: join(passingFolder(), `${name}.gpkg`), version: '1.2.3', now: NOW })
const restore = (dataDir: string, backup: string, more: Partial<RestoreOptions> = {}) =>
  restoreBackup({ dataDir, backup, now: NOW, ...more })

/** Works on a folder as a server does, and ends. */
async function during<T>(dataDir: string, work: (living: Living) => Promise<T>): Promise<T> {
  const opened = await living(dataDir)
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

const declare = async ({ proposals }: Living, house_number: string) =>
  (await proposals.declare(undefined, draft({ house_number }))).proposal
const create = async ({ registry }: Living, house_number: string) =>
  (await made(registry.create(officer, draft({ house_number })))).version
const stateOf = async ({ people }: Living, id: string) =>
  (await people.write(({ proposals }) => proposals.byId(id)))?.state
const breaksOf = async ({ store, people }: Living) =>
  (await verifyHistory(store, { copied: await people.write(({ heads }) => heads.all()) })).breaks

/** A folder with an address, a proposal that waits and one that was accepted, and a backup of it. */
async function saved() {
  const dataDir = foundedFolder()
  const found = await during(dataDir, async (opened) => {
    const { code } = await create(opened, '1')
    const waiting = await declare(opened, '2')
    const accepted = await declare(opened, '3')
    await opened.acceptance.accept(officer, accepted)
    await new HeadCopies(opened.store, opened.people).copy()
    return { code, waiting, accepted }
  })
  return { dataDir, ...found, backup: await backUp(dataDir) }
}

t.test('A backup has both files of one moment', async (t) => {
  const { backup, waiting, accepted } = await saved()
  const folder = dirname(backup.path)
  t.same(readdirSync(folder).sort(), ['today.gpkg', 'today.gpkg.json', 'today.people.db'])
  t.equal(statSync(join(folder, 'today.people.db')).mode & 0o777, 0o600)
  t.match(backup.people, { file: 'today.people.db' })
  t.match(backup.heads, [{ chain: CHAIN, number: 2 }], 'the manifest may be kept as published heads')

  t.test('and goes on elsewhere', async (t) => {
    const elsewhere = passingFolder()
    await t.rejects(restore(elsewhere, backup.path), {
      name: 'Error',
      reason: 'heads-needed',
      message: /--head.*--lost[\s\S]* · .*--head FILE.*--lost N/,
    })
    t.same(readdirSync(elsewhere), [], 'nothing is left')
    const restored = await restore(elsewhere, backup.path, { lost: 0 })
    t.match(restored, { people: 'backup', segments: 1, reopened: [], repeated: 0, kept: [] })
    await during(elsewhere, async (opened) => {
      t.equal(await stateOf(opened, waiting), 'open')
      t.equal(await stateOf(opened, accepted), 'accepted')
      t.same(await breaksOf(opened), [])
    })
  })
})

/** A program that makes four backups, one after the other. */
function backups(dataDir: string, target: string): string {
  return `import { writeBackup } from ${JSON.stringify(join(packageRoot(), 'src/assembly/backup/write-backup.ts'))}
    for (const n of [1, 2, 3, 4])
      await writeBackup({ dataDir: ${JSON.stringify(dataDir)}, target: ${JSON.stringify(target)} + '/' + n + '.gpkg', version: '', now: new Date() })`
}

t.test('A backup in the midst of proposals that are accepted is whole', async (t) => {
  const dataDir = foundedFolder()
  const ids: string[] = []
  const target = passingFolder()
  await during(dataDir, async (opened) => {
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', backups(dataDir, target)],
      {
        cwd: packageRoot(),
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    )
    let ended = false
    const end = once(child, 'close').then(() => {
      ended = true
    })
    const work = async () => {
      while (!ended) {
        const id = await declare(opened, String(ids.length))
        ids.push(id)
        await opened.acceptance.accept(officer, id)
        // All of it ends in this turn: without another the child's end is never heard.
        await turn()
      }
    }
    await Promise.all([work(), work(), work(), end])
  })
  const paths = readdirSync(target)
    .filter((name) => name.endsWith('.gpkg'))
    .map((name) => join(target, name))
  t.equal(paths.length, 4)
  const counts = new Set<number>()
  for (const path of paths) {
    const elsewhere = passingFolder()
    t.same((await restore(elsewhere, path, { lost: 0 })).reopened, [], 'nothing confirmed is missing')
    await during(elsewhere, async (opened) => {
      const states = await opened.people.write(async ({ proposals }) => {
        const found: (string | undefined)[] = []
        for (const id of ids) found.push((await proposals.byId(id))?.state)
        return found
      })
      const there = await opened.store.read(async ({ addresses }) => {
        const found: boolean[] = []
        for (const id of ids) found.push((await addresses.byUid(id)) !== undefined)
        return found
      })
      t.notOk(states.includes('settling'))
      const half = ids.filter((_, i) => there[i] !== (states[i] === 'accepted'))
      t.same(half, [], 'accepted is what is in the record')
      counts.add(there.filter(Boolean).length)
      t.same(await breaksOf(opened), [])
    })
  }
  t.ok(counts.size > 1, 'they are of different moments')
})

t.test('A restore over what went on since', async (t) => {
  const { dataDir, backup, waiting, accepted } = await saved()
  const lost = await during(dataDir, async (opened) => {
    const codes: (string | null)[] = []
    for (let i = 0; i < 5; i++) codes.push((await create(opened, `9${i}`)).code)
    await opened.acceptance.accept(officer, waiting)
    await new HeadCopies(opened.store, opened.people).copy()
    return { codes, late: await declare(opened, '99') }
  })
  const published = copyHeads(join(dataDir, RECORD_FILE))
  t.match(published, [{ chain: CHAIN, number: 8 }])
  const restored = await restore(dataDir, backup.path)
  t.match(restored, { people: 'backup', segments: 1, reopened: [] })
  t.same(restored.kept.map((file) => basename(file)).sort(), [
    'replaced-20260115T180000Z.gpkg',
    'replaced-20260115T180000Z.people.db',
  ])
  await during(dataDir, async (opened) => {
    t.equal(await stateOf(opened, waiting), 'open', 'as the backup has it')
    t.equal(await stateOf(opened, accepted), 'accepted')
    t.equal(await stateOf(opened, lost.late), undefined)
    const codes = new Set(lost.codes)
    const record = RecordStore.open(dataDir, { readonly: true })
    const holders = lost.codes.map((code) =>
      new AddressCodes(record.addresses).holder('local', code as string),
    )
    record.close()
    t.same(new Set(holders), new Set([undefined]), 'what was issued and is lost is unknown')
    for (let i = 0; i < 5; i++)
      t.notOk(codes.has((await create(opened, `8${i}`)).code), 'no code comes again')
    const { number } = (await opened.store.read(({ chains }) => chains.newest(CHAIN, 6)))[5]!
    t.equal(number, 9, 'nor a number of an event')
    t.same((await verifyHistory(opened.store, { published })).breaks, [], 'what was published is no cut')
    t.same(await breaksOf(opened), [])
  })
})

t.test('people.db may stay: what was accepted and is lost is open again, and said', async (t) => {
  const cases: [what: string, spoil: (path: string) => void, more: Partial<RestoreOptions>][] = [
    ['as asked for', () => {}, { keepPeople: true }],
    [
      'as the backup of an earlier version has none',
      (path) => {
        const { people, ...manifest } = JSON.parse(readFileSync(manifestOf(path), 'utf8'))
        writeFileSync(manifestOf(path), JSON.stringify(manifest))
        rmSync(join(dirname(path), people.file))
      },
      {},
    ],
  ]
  for (const [what, spoil, more] of cases) {
    const { dataDir, backup, waiting, accepted } = await saved()
    const late = await during(dataDir, async (opened) => {
      await opened.acceptance.accept(officer, waiting)
      return declare(opened, '99')
    })
    spoil(backup.path)
    t.match(await restore(dataDir, backup.path, more), { people: 'kept', reopened: [waiting] }, what)
    await during(dataDir, async (opened) => {
      t.equal(await stateOf(opened, waiting), 'open', what)
      t.equal(await stateOf(opened, accepted), 'accepted', what)
      t.equal(await stateOf(opened, late), 'open', what)
      t.same(await breaksOf(opened), [], what)
      await opened.acceptance.accept(officer, waiting)
    })
  }
})

t.test('A withdrawal since the backup holds', async (t) => {
  const { dataDir, backup, waiting } = await saved()
  new AfterBackupLog(dataDir).note('withdrawn', waiting)
  new AfterBackupLog(dataDir).note('withdrawn', 'nobody knows it')
  writeFileSync(join(dataDir, 'after-backup.log'), '2026-01-15T19:00:00Z\tsuspen', { flag: 'a' })
  t.match(await restore(dataDir, backup.path), { repeated: 1, unread: ['2026-01-15T19:00:00Z\tsuspen'] })
  await during(dataDir, async (opened) => t.equal(await stateOf(opened, waiting), 'withdrawn'))
})

t.test('A redaction since the backup holds', async (t) => {
  const { dataDir, backup } = await saved()
  const [row] = await during(dataDir, ({ store }) => store.read(({ changed }) => changed.behind(0, 1)))
  const { uid, revision, house_number } = row!.version
  t.ok(house_number)
  const log = new AfterBackupLog(dataDir)
  log.note('redacted', `${uid} house_number`)
  log.note('redacted', 'nobody house_number')
  t.match(await restore(dataDir, backup.path), { repeated: 1, unread: [] })
  await during(dataDir, async (opened) => {
    const found = await opened.store.read(({ addresses }) => addresses.byUid(uid))
    t.match(found, { revision: revision + 1, house_number: null })
    t.same(await breaksOf(opened), [])
  })
})

t.test('What is no whole backup is refused, and changes nothing', async (t) => {
  const spoils: Readonly<Record<string, (people: string) => void>> = {
    'a people.db that is missing': (people) => rmSync(people),
    'a people.db that was changed': (people) => {
      const bytes = readFileSync(people)
      bytes[5000]! ^= 1
      writeFileSync(people, bytes)
    },
    'a people.db elsewhere': (people) => {
      const manifest = JSON.parse(readFileSync(manifestOf(people.replace('.people.db', '.gpkg')), 'utf8'))
      manifest.people.file = '../x.db'
      writeFileSync(manifestOf(people.replace('.people.db', '.gpkg')), JSON.stringify(manifest))
    },
  }
  for (const [what, spoil] of Object.entries(spoils)) {
    const { dataDir, backup } = await saved()
    spoil(join(dirname(backup.path), 'today.people.db'))
    const files = () => [RECORD_FILE, PEOPLE_FILE].map((name) => readFileSync(join(dataDir, name), 'base64'))
    const before = files()
    await t.rejects(restore(dataDir, backup.path), { name: 'Error', reason: 'not-a-backup' }, what)
    t.same(files(), before, what)
    t.notOk(existsSync(workshopOf(dataDir)), what)
  }
  const { dataDir, backup } = await saved()
  const published = [{ chain: CHAIN, number: 1, hash: 'a'.repeat(64), at: '' }]
  await t.rejects(restore(dataDir, backup.path, { published }), { name: 'Error', reason: 'another-history' })
  t.match(await during(dataDir, breaksOf), [])
  await t.rejects(restore(passingFolder(), backup.path, { keepPeople: true, lost: 0 }), { name: 'Error' })
})

t.test('A restore waits for nobody who has people.db open', async (t) => {
  const { dataDir, backup } = await saved()
  await during(dataDir, async ({ people }) => {
    await people.write(({ heads }) => heads.all())
    await t.rejects(restore(dataDir, backup.path), {
      name: 'Error',
      reason: 'busy',
      message: /people\.db|registry\.gpkg/,
    })
  })
})

t.test('A restore that was killed between two files is ended at the next start', async (t) => {
  for (const left of [[RECORD_FILE, PEOPLE_FILE], [RECORD_FILE], []]) {
    const { dataDir, backup } = await saved()
    await during(dataDir, (opened) => create(opened, '50'))
    const elsewhere = passingFolder()
    await restore(elsewhere, backup.path, { lost: 0 })
    mkdirSync(workshopOf(dataDir))
    for (const name of [RECORD_FILE, PEOPLE_FILE])
      copyFileSync(join(elsewhere, name), join(left.includes(name) ? workshopOf(dataDir) : dataDir, name))
    writeFileSync(join(workshopOf(dataDir), 'ready.json'), '{"stamp":"20260115T180000Z"}')
    prepareRecord(dataDir, { factsDir: '', demo: false, verify: true }).close()
    t.notOk(existsSync(workshopOf(dataDir)))
    await during(dataDir, async (opened) => {
      t.same(await breaksOf(opened), [], left.join())
      t.equal((await opened.store.read(({ chains }) => chains.newest(CHAIN, 1)))[0]?.action, 'restored')
    })
  }
})

t.test("Yesterday's record that was put in place by hand", async (t) => {
  const { dataDir, backup } = await saved()
  const codes = await during(dataDir, async (opened) => {
    const codes = [await create(opened, '5'), await create(opened, '6')].map(({ code }) => code)
    await new HeadCopies(opened.store, opened.people).copy()
    return codes
  })
  copyFileSync(backup.path, join(dataDir, RECORD_FILE))
  await during(dataDir, async (opened) => {
    const said: string[] = []
    const copying = new HeadCopying(
      new HeadCopies(opened.store, opened.people),
      (sentence) => said.push(sentence),
      (error) => t.fail(String(error)),
    )
    await copying.start()
    await copying.stop()
    t.match(said, [new RegExp(`${CHAIN} no longer has entry 4.*restore -- --here`)], 'said at the start')
    t.match(await new HeadCopies(opened.store, opened.people).strange(), [{ chain: CHAIN, number: 4 }])
    t.match(await breaksOf(opened), [{ rule: 'copied-head', at: `${CHAIN} #4`, message: { en: /is gone/ } }])
  })
  const here = await continueHere({ dataDir, now: NOW })
  t.match(here, { segments: 1, people: 'kept', kept: [] })
  await during(dataDir, async (opened) => {
    t.same(await breaksOf(opened), [])
    t.match(await opened.store.read(({ chains }) => chains.newest(CHAIN, 1)), [{ number: 5, revision: 2 }])
    t.notOk(codes.includes((await create(opened, '7')).code))
  })
  rmSync(join(dataDir, PEOPLE_FILE))
  await t.rejects(continueHere({ dataDir, now: NOW }), { name: 'Error', reason: 'heads-needed' })
  t.match(await continueHere({ dataDir, now: NOW, lost: 3 }), { people: 'none' })
})
