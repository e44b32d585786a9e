import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { draftFindings } from '../../../src/registry/findings/draft-findings.ts'
import type { CheckedDraft } from '../../../src/registry/findings/ports.ts'
import { RULES } from '../../../src/registry/findings/rules.ts'
import {
  goodDraft,
  NOBODY_NEAR,
  shippedProfiles,
  TWO_HAMLETS,
  twoCommunes,
} from '../../support/finding-world.ts'

const cases: Record<string, string>[] = parse(
  readFileSync(new URL('../../cases/findings.csv', import.meta.url)),
  { columns: true },
)
const ports = {
  profiles: shippedProfiles(),
  units: twoCommunes(),
  addresses: NOBODY_NEAR,
  hamlets: TWO_HAMLETS,
}

/** The good draft with the cells that are filled; "-" empties one. */
function draftOf(cells: Readonly<Record<string, string>>): CheckedDraft {
  const { case: _, found: __, repair: ___, ...fields } = cells
  const given = Object.entries(fields).filter(([, value]) => value !== '')
  const numbers = new Set(['class', 'lon', 'lat'])
  return goodDraft(
    Object.fromEntries(
      given.map(([field, value]) => [
        field,
        value === '-' ? null : numbers.has(field) ? Number(value) : value,
      ]),
    ),
  )
}

t.test('Each rule finds what it is for, where it is, with its repair', async (t) => {
  for (const row of cases) {
    const findings = await draftFindings(draftOf(row), ports)
    const found = findings.map(({ rule, path }) => `${rule}:${path}`).sort()
    t.same(found, row.found!.split(' ').filter(Boolean).sort(), row.case!)
    const repair = findings.find((each) => each.repair)?.repair
    t.equal(repair === undefined ? '' : JSON.stringify(repair), row.repair, `${row.case}: repair`)
    for (const { rule, severity, message } of findings) {
      t.equal(severity, RULES[rule])
      t.match(message.vi, /^\S.*\.$/, `${rule} in Vietnamese`)
      t.match(message.en, /^\S.*\.$/, `${rule} in English`)
    }
  }
})

t.test('A repair mends what it is for, and brings nothing new', async (t) => {
  for (const row of cases.filter(({ repair }) => repair !== '')) {
    const draft = draftOf(row)
    const before = await draftFindings(draft, ports)
    const mended = { ...draft, ...Object.assign({}, ...before.map(({ repair }) => repair ?? {})) }
    const after = await draftFindings(mended, ports)
    const repaired = before.filter(({ repair }) => repair).map(({ rule }) => rule)
    t.notOk(
      after.some(({ rule }) => repaired.includes(rule)),
      row.case!,
    )
    t.ok(after.length < before.length, row.case!)
  }
})

t.test('A point between two communes is found for both', async (t) => {
  const [found] = await draftFindings(goodDraft({ lon: 106.422 }), ports)
  t.same(found?.communes, ['27694', '28159'])
})

t.test('Approximate areas accuse nobody', async (t) => {
  const unsure = { ...ports, units: twoCommunes(true) }
  t.same(await draftFindings(goodDraft({ lon: 106.4264 }), unsure), [])
  t.same(await draftFindings(goodDraft({ lon: 106.45 }), unsure), [])
  const [former] = await draftFindings(goodDraft({ commune_code: '27800' }), unsure)
  t.match(former, { rule: 'former-unit', repair: undefined })
})

t.test('Fields that no profile and no column knows are named', async (t) => {
  const rules = async (more: Record<string, unknown>) =>
    (await draftFindings({ ...goodDraft(), ...more } as CheckedDraft, ports)).map(
      ({ rule, path }) => `${rule}:${path}`,
    )
  t.same(await rules({ colour: 'xanh' }), ['unknown-field:colour'])
  t.same(await rules({ colour: null }), [])
  t.same(await rules({ households: 3 }), ['unknown-field:households'], 'it has no column yet')
  t.same(await rules({ class: 3, name: 'Quán', households: 3 }), ['field-of-other-class:households'])
  t.same(await rules({ households: 1.5 }), ['field-value:households', 'unknown-field:households'])
})

t.test('Every rule of the table that looks at one address alone has a case', async (t) => {
  const elsewhere = [
    'unreadable-row',
    'row-twice',
    'unknown-field',
    'same-number',
    'same-place',
    'close-by',
  ].concat(
    // of what an address has beside its columns
    'personal-name',
    'unknown-item',
    'item-twice',
    'too-many-items',
    'far-position',
    // of the columns of a layer
    'layer-identity',
    'layer-phone',
    'layer-birth-date',
    'layer-disease',
    'layer-reveals',
    'layer-threshold',
    'layer-personal',
  )
  const tested = new Set(cases.flatMap(({ found }) => found!.split(' ').map((each) => each.split(':')[0])))
  t.same(
    Object.keys(RULES).filter((rule) => !tested.has(rule) && !elsewhere.includes(rule)),
    ['house-order', 'house-side'],
  )
})
