import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { loadIdentifierSchemes } from '../../src/assembly/identifier-schemes-file.ts'
import { dammDigit } from '../../src/codes/damm.ts'
import { ConfigError } from '../../src/config.ts'
import { type IdentifierSchemeError, readIdentifierSchemes } from '../../src/registry/identifier-schemes.ts'
import { draft, officer } from '../support/registry-actors.ts'
import { refusal } from '../support/registry-cases.ts'
import { ENGINES, made } from '../support/registry-engines.ts'

const HEADER = 'name,pattern,check,replaceable,state,label_vi,label_en,source'
const GOOD = 'place,[A-Z0-9]{6},none,yes,on,Mã,Code,nobody'
const read = (...rows: string[]) => readIdentifierSchemes([HEADER, ...rows].join('\n'))

t.test('schemes are read; what is off is as if it were not there', (t) => {
  const [scheme, ...more] = read(GOOD, 'drafted,[0-9]{12},none,no,off,Mã,Code,a draft')
  t.match(scheme, { name: 'place', replaceable: true, check: 'none', label: { vi: 'Mã', en: 'Code' } })
  t.same(more, [])
  for (const [value, fits] of [
    ['A1B2C3', true],
    ['A1B2C', false],
    ['A1B2C34', false],
    ['a1b2c3', false],
  ] as const)
    t.equal(scheme?.form.test(value), fits, value)
  t.same(read(), [])
  t.end()
})

t.test('a file that cannot be used is refused with line, column, value and rule', (t) => {
  const wrong: [row: string, column: string][] = [
    ['Place,[A-Z0-9]{6},none,yes,on,Mã,Code,x', 'name'],
    ['local,[A-Z0-9]{6},none,yes,on,Mã,Code,x', 'name'],
    [GOOD, 'name'],
    ['b1,(a+)+,none,yes,on,Mã,Code,x', 'pattern'],
    ['b2,[Z-A]{6},none,yes,on,Mã,Code,x', 'pattern'],
    ['b3,[0-9]{3},none,yes,on,Mã,Code,x', 'pattern'],
    ['b4,[0-9]{41},none,yes,on,Mã,Code,x', 'pattern'],
    ['b5,.{6},none,yes,on,Mã,Code,x', 'pattern'],
    ['b6,[0-9]{6},luhn,yes,on,Mã,Code,x', 'check'],
    ['b7,[A-Z]{6},damm,yes,on,Mã,Code,x', 'check'],
    ['b8,[0-9]{6},damm,maybe,on,Mã,Code,x', 'replaceable'],
    ['b9,[0-9]{6},damm,yes,1,Mã,Code,x', 'state'],
    ['c1,[0-9]{6},damm,yes,on,,Code,x', 'label_vi'],
    ['c2,[0-9]{6},damm,yes,on,Mã, ,x', 'label_en'],
    ['c3,[0-9]{6},damm,yes,off,Mã,Code,', 'source'],
  ]
  for (const [row, column] of wrong)
    t.throws(
      () => read(GOOD, row),
      { message: new RegExp(`^[^\\n]*line 3, column ${column}: [^\\n]*$`) },
      row,
    )
  const all = () => read(...wrong.map(([row]) => row))
  const told = t.throws(all) as unknown as IdentifierSchemeError
  t.equal(told.problems.length, wrong.length - 1, 'all of them at once; the good one is there once')
  t.throws(() => readIdentifierSchemes('name,pattern\na,b'), { message: /line 1, column check/ })
  t.end()
})

t.test('the file that ships can be used; a start with another one is refused in a sentence', (t) => {
  t.match(loadIdentifierSchemes(), [{ name: 'vpostcode' }])
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-schemes-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'identifier-schemes.csv')
  for (const text of [`${HEADER}\nx,y`, `${HEADER}\nx,y,none,yes,on,Mã,Code,x`]) {
    writeFileSync(file, text)
    t.throws(() => loadIdentifierSchemes(file), { constructor: ConfigError, message: /ine 2/ }, text)
  }
  t.end()
})

for (const engine of ENGINES)
  t.test(`Identifiers of a configured scheme on ${engine.name}`, { skip: engine.skip }, async (t) => {
    const { registry, store, close } = await engine.open()
    t.teardown(close)
    const create = async () => (await made(registry.create(officer, draft()))).version.uid
    const attach = (uid: string, scheme: string, value: string) =>
      registry.attachIdentifier(officer, { uid, revision: 1 }, { scheme, value })
    const [a, b] = [await create(), await create()]
    const holder = (scheme: string, value: string) => store.read((tx) => tx.identifiers.holder(scheme, value))

    await t.test('are replaced with history, and never another address’s', async (t) => {
      await attach(a, 'place', 'ABC123')
      await attach(a, 'place', 'ABC124')
      t.match(await holder('place', 'ABC123'), {
        uid: a,
        status: 'retired',
        successor: 'ABC124',
        valid_to: /^20/,
      })
      t.match(await holder('place', 'ABC124'), { uid: a, status: 'current', valid_to: null })
      t.equal(await refusal(attach(b, 'place', 'ABC123')), 'findings')
      await attach(a, 'place', 'ABC124')
      t.match(await holder('place', 'ABC124'), { status: 'current', successor: null }, 'the same one again')
    })

    await t.test('have the form and check digit of their scheme', async (t) => {
      for (const [scheme, value] of [
        ['place', 'abc123'],
        ['place', 'ABC1234'],
        ['lasting', '1234567'],
        ['elsewhere', 'ABC123'],
      ] as const)
        t.equal(await refusal(attach(b, scheme, value)), 'findings', `${scheme} ${value}`)
    })

    await t.test('stay, where their scheme says so', async (t) => {
      const right = (digits: string) =>
        [...'0123456789'].map((last) => digits + last).find((value) => dammDigit(value) === 0) as string
      await attach(b, 'lasting', right('123456'))
      t.equal(await refusal(attach(b, 'lasting', right('123457'))), 'findings')
      t.match(await holder('lasting', right('123456')), { uid: b, status: 'current' })
    })
  })
