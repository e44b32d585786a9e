import { hash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import {
  type CertificateRules,
  CertificateRulesError,
  readCertificateRules,
} from '../../../src/registry/certificates/certificate-rules.ts'
import { Certificates } from '../../../src/registry/certificates/certificates.ts'
import { CheckedNumbers } from '../../../src/registry/doors/checked-number.ts'
import { Refusal } from '../../../src/registry/refusal.ts'
import { AfterBackupLog } from '../../../src/store/copies/after-backup-log.ts'
import { certified } from '../../support/certified.ts'
import { keyOf } from '../../support/people-engines.ts'
import { actor, collector, draft, officer, verifier } from '../../support/registry-actors.ts'
import { COMMUNES, ENGINES, made } from '../../support/registry-engines.ts'

const [HERE, ELSEWHERE] = COMMUNES
const citizen = actor('dân', ['citizen'], [])
const elsewhere = actor('em', ['officer', 'verifier'], [ELSEWHERE])
const FILE = Buffer.from('the bytes of a file')

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => {
      if (error instanceof Refusal) return error.code
      throw error
    },
  )
}

t.test('numbers with a check character', async (t) => {
  const serials = new CheckedNumbers(13)
  t.match(serials.draw(), /^[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{4}-[2-9A-HJKMNP-Z]{2}$/)
  fc.assert(
    fc.property(fc.nat(13), fc.nat(), (at, other) => {
      const bare = serials.draw().replaceAll('-', '')
      const alphabet = [...'23456789ABCDEFGHJKMNPQRSTUVWXYZ'].filter((each) => each !== bare[at])
      const mistyped = bare.slice(0, at) + alphabet[other % alphabet.length] + bare.slice(at + 1)
      const swapped = [...bare]
      ;[swapped[at], swapped[(at + 1) % 14]] = [swapped[(at + 1) % 14] as string, swapped[at] as string]
      const isSwapped = swapped.join('') !== bare
      return (
        serials.holds(bare) &&
        serials.holds(` ${serials.written(bare).toLowerCase()} `) &&
        !serials.holds(mistyped) &&
        !(isSwapped && serials.holds(swapped.join('')))
      )
    }),
  )
  const drawn = new Set(Array.from({ length: 1000 }, () => serials.draw()))
  t.equal(drawn.size, 1000)
})

t.test('a table of communes that cannot be used names its line', async (t) => {
  const head = 'commune_code,heading,citizens'
  const wrong: [text: string, sentence: RegExp][] = [
    [`${head}\n2769,UBND,0`, /line 2, column commune_code: "2769"/],
    [`${head}\n27694,UBND,ja`, /line 2, column citizens: "ja"/],
    [`${head}\n27694,,0\n27694,,1`, /line 3, column commune_code/],
    [`${head}\n27694,${'x'.repeat(121)},0`, /column heading/],
  ]
  for (const [text, message] of wrong)
    t.throws(() => readCertificateRules(text), { constructor: CertificateRulesError, message })
  t.same(readCertificateRules(`\ufeff${head}\n27694,"UBND Phường A, B",1\n28159,,\n`).get('27694'), {
    heading: 'UBND Phường A, B',
    citizens: true,
  })
})

for (const { name, skip, open } of ENGINES)
  t.test(`Certificates on ${name}`, { skip }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'diachiso-certificates-'))
    t.teardown(() => rmSync(folder, { recursive: true, force: true }))
    let now = new Date('2026-11-30T18:00:00Z')
    const opened = await open(() => now, keyOf('people'))
    t.teardown(opened.close)
    const { store, people, registry, outside } = opened
    const log = new AfterBackupLog(folder)
    const rules = (citizens: boolean): CertificateRules =>
      new Map([[HERE, { heading: 'UBND Thử', citizens }]])
    const of = (citizens = false) =>
      new Certificates({ store, people, log, rules: rules(citizens), isDemo: () => false, now: () => now })
    const certificates = of()
    const issue = (as = officer, id = house) => certificates.issue(as, id, async () => FILE)
    const house = (await made(registry.create(collector, draft()))).version.uid
    await people.write(({ offices }) =>
      offices.add({
        ...{ id: officer.office, kind: 'commune', name: 'UBND Phường Thử', head: null, demo: 0 },
        ...{ created_at: now.toISOString(), ended_at: null },
      }),
    )

    t.test('of a certified address, with the hash of its file', async (t) => {
      t.equal(await codeOf(issue()), 'wrong-state', 'not of a created one')
      await certified(store, house)
      const issued = await issue()
      t.match(issued, {
        ...{ address: house, revision: 2, commune_code: HERE, day: '2026-12-01', office: officer.office },
        ...{ heading: 'UBND Thử', office_name: 'UBND Phường Thử', demo: 0, revoked_at: null },
        sha256: hash('sha256', FILE, 'hex'),
      })
      const typed = issued.serial.replaceAll('-', ' ').toLowerCase()
      t.same(await certificates.bySerial(typed), issued)
      t.match(await people.read(({ audit }) => audit.list({ limit: 1 })), [
        { action: 'certificate-issued', account: officer.account, subject: issued.serial },
      ])
    })

    t.test('what is refused', async (t) => {
      const cases: [what: string, work: () => Promise<unknown>, code: string][] = [
        ['a collector', () => issue(collector), 'not-your-role'],
        ['a verifier', () => issue(verifier), 'not-your-role'],
        ['an officer of another area', () => issue(elsewhere), 'outside-area'],
        ['a citizen where the commune does not let them', () => issue(citizen), 'not-your-role'],
        ['no such address', () => issue(officer, 'x'), 'unknown-address'],
        ['a mistyped serial', () => certificates.bySerial('AAAA-AAAA-AAAA-AA'), 'unknown-certificate'],
        [
          'an unknown serial',
          () => certificates.bySerial(new CheckedNumbers(13).draw()),
          'unknown-certificate',
        ],
        ['nothing', () => certificates.bySerial(''), 'unknown-certificate'],
        ['a list for a collector', async () => certificates.list(collector, { limit: 1 }), 'not-your-role'],
      ]
      for (const [what, work, code] of cases) t.equal(await codeOf(work()), code, what)
    })

    t.test('an address that changes while the file is made', async (t) => {
      const uid = await certified(
        store,
        (await made(registry.create(collector, draft({ house_number: '77' })))).version.uid,
      )
      const before = await people.read(({ audit }) => audit.head())
      const late = certificates.issue(officer, uid, async () => {
        await certified(store, uid)
        return FILE
      })
      t.equal(await codeOf(late), 'changed')
      t.same(await certificates.list(officer, { address: uid, limit: 9 }), [])
      t.same(await people.read(({ audit }) => audit.head()), before)
    })

    t.test('citizens, where the commune lets them, up to a limit a day', async (t) => {
      const open = of(true)
      for (let i = 0; i < 10; i++)
        t.match(await open.issue(citizen, house, async () => FILE), { account: citizen.account })
      t.equal(await codeOf(open.issue(citizen, house, async () => FILE)), 'too-many-requests')
      t.match(await open.issue(officer, house, async () => FILE), { account: officer.account })
      now = new Date('2026-12-01T18:00:00Z')
      t.match(await open.issue(citizen, house, async () => FILE), { day: '2026-12-02' })
    })

    t.test('revoked, with a reason that only its area reads', async (t) => {
      const { serial } = await issue()
      const revoke = (as = verifier, reason = 'in nhầm tên đường') => certificates.revoke(as, serial, reason)
      t.equal(await codeOf(revoke(collector)), 'not-your-role')
      t.equal(await codeOf(revoke(elsewhere)), 'unknown-certificate')
      t.equal(await codeOf(revoke(verifier, '  ')), 'missing-particulars')
      t.match(await revoke(), {
        revoked_at: now.toISOString(),
        revoked_office: verifier.office,
        reason: null,
      })
      t.equal(await codeOf(revoke()), 'wrong-state')
      const listed = await certificates.list(officer, { address: house, limit: 99 })
      t.match(
        listed.find((each) => each.serial === serial),
        { reason: 'in nhầm tên đường' },
      )
      const [stored] = await outside(
        name === 'sqlite' ? 'SELECT 1' : `SELECT reason FROM people.certificate WHERE serial = '${serial}'`,
      )
      if (name === 'postgres') t.match(stored, { reason: /^sealed:/ }, 'sealed')
      t.match(readFileSync(join(folder, 'after-backup.log'), 'utf8'), `certificate-revoked\t${serial}\n`)
      t.same(await certificates.list(elsewhere, { limit: 9 }), [])
    })

    t.test('pages of a list', async (t) => {
      const all = await certificates.list(officer, { limit: 500 })
      t.ok(all.length > 10)
      const moments = all.map(({ issued_at }) => issued_at)
      t.same(moments, [...moments].sort().reverse())
      const paged: string[] = []
      for (let page = all.slice(0, 0); paged.length < all.length; ) {
        page = await certificates.list(officer, { limit: 4, after: paged.at(-1) })
        if (page.length === 0) break
        paged.push(...page.map(({ serial }) => serial))
      }
      t.same(
        paged,
        all.map(({ serial }) => serial),
      )
    })
  })
