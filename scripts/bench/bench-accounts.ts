import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { activationUrl } from '../../src/http/accounts/slips/activation-url.ts'
import { SlipPapers } from '../../src/http/accounts/slips/slip-papers.ts'
import { draftsOf } from '../../src/registry/accounts/issuing/account-table.ts'
import { Issuing } from '../../src/registry/accounts/issuing/issuing.ts'
import { Offices } from '../../src/registry/accounts/issuing/offices.ts'
import { Places } from '../../src/registry/accounts/issuing/places.ts'
import { MOST_SLIPS, Slips } from '../../src/registry/accounts/issuing/slips.ts'
import type { Actor } from '../../src/registry/actor.ts'
import { openSqlitePeople } from '../../src/store/people/sqlite-people.ts'
import { RecordStore } from '../../src/store/record-store.ts'
import { openSqliteEngine } from '../../src/store/registry/engines/sqlite-engine.ts'
import { RegistryStore } from '../../src/store/registry/registry-store.ts'
import { csvRowsWithLines } from '../../src/tables/csv-rows.ts'

const COUNT = 1000
const HAMLETS = 20
const everywhere = { communes: new Set<string>(), hamlets: new Set<string>(), everywhere: true }
const actor = (office: string, role: 'administrator' | 'operator'): Actor => ({
  account: role,
  person: role,
  office,
  roles: new Set([role]),
  area: everywhere,
})

/** Issues 1,000 collectors by hamlet from a CSV, dry run first, and prints their slips, 250 a paper. */
export async function benchAccounts(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'diachiso-accounts-'))
  const loop = monitorEventLoopDelay({ resolution: 1 })
  try {
    writeUnits(dataDir)
    const people = await openSqlitePeople(dataDir)
    const store = new RegistryStore(openSqliteEngine(dataDir))
    const places = () => new Places(store)
    const key = createSecretKey(randomBytes(32))
    const offices = new Offices({ people, places })
    const issuing = new Issuing({ people, places, identityKey: () => key })
    const slips = new Slips(people)
    const papers = new SlipPapers()
    const administrator = actor('none', 'administrator')
    const post = await offices.add(administrator, {
      kind: 'post',
      name: 'Bưu điện',
      areas: [{ everywhere: true }],
    })
    const operator = actor(post.id, 'operator')
    await papers.pdf([])
    loop.enable()
    const [started, before] = [performance.now(), process.cpuUsage()]
    const told = (name: string, from: number) =>
      process.stdout.write(`| ${name} | ${((performance.now() - from) / 1000).toFixed(1)} |\n`)
    process.stdout.write('| 1,000 collectors of hamlets | s |\n| --- | --- |\n')
    const all = await offices.all()
    const rows = () => draftsOf(csvRowsWithLines(csv()), all, post.id)
    for (const dryRun of [true, false]) {
      const from = performance.now()
      const made = await issuing.issueAll(operator, rows(), dryRun)
      if (made.some((row) => 'refusal' in row)) throw new Error('a row was refused')
      told(dryRun ? 'dry run' : 'issued', from)
    }
    let bytes = 0
    const from = performance.now()
    for (let count = 0; count < COUNT; ) {
      const waiting = await slips.waiting(operator, post.id)
      const printed = await slips.print(operator, waiting)
      const paper = await papers.pdf(
        printed.map(({ token, expires_at, ...slip }) => ({
          ...slip,
          areas: ['Ấp 1, Xã Thử'],
          until: expires_at.slice(0, 10),
          url: activationUrl('https://diachi.example', token),
        })),
      )
      bytes += paper.length
      count += waiting.length
    }
    told(`slips, ${Math.ceil(COUNT / MOST_SLIPS)} papers, ${Math.round(bytes / 1024)} KiB`, from)
    const { user, system } = process.cpuUsage(before)
    told('all', started)
    process.stdout.write(
      `\nProcessor ${((user + system) / 1e6).toFixed(1)} s, resident ${Math.round(process.memoryUsage.rss() / 1_048_576)} MiB, longest turn ${(loop.max / 1e6).toFixed(0)} ms, p99 ${(loop.percentile(99) / 1e6).toFixed(0)} ms\n`,
    )
    await store.close()
    await people.close()
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** A record of 50 communes with 20 hamlets each. */
function writeUnits(dataDir: string): void {
  const record = RecordStore.open(dataDir, { create: true })
  const unit = record.db.prepare(
    `INSERT INTO unit(code, level, type, name, full_name, valid_from) VALUES (?, 'commune', 'xã', ?, ?, '2025-07-01')`,
  )
  const hamlet = record.db.prepare(`INSERT INTO hamlet(uid, name, commune_code) VALUES (?, ?, ?)`)
  record.write(() => {
    for (let at = 0; at < COUNT / HAMLETS; at++) {
      unit.run(communeOf(at), `Xã ${at}`, `Xã ${at}`)
      for (let one = 1; one <= HAMLETS; one++) hamlet.run(`h-${at}-${one}`, `Ấp ${one}`, communeOf(at))
    }
  })
  record.close()
}

function communeOf(at: number): string {
  return String(27_000 + at)
}

function csv(): string {
  const lines = Array.from({ length: COUNT }, (_, at) =>
    [
      `ap-${at}`,
      'collector',
      communeOf(Math.floor(at / HAMLETS)),
      `Ấp ${(at % HAMLETS) + 1}`,
      String(79_000_000_000 + at).padStart(12, '0'),
      'danh sách có dấu của xã',
    ].join(','),
  )
  return `login,roles,commune_code,hamlet,identity_number,identity_how\n${lines.join('\n')}\n`
}
