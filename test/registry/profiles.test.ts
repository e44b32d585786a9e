import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { packageRoot } from '../../src/config.ts'
import {
  CLASSES,
  FieldProfileError,
  missingFields,
  readFieldProfiles,
} from '../../src/registry/profiles/field-profiles.ts'
import { isAllowed, parseFieldRule } from '../../src/registry/profiles/field-rule.ts'
import { ADDRESS_COLUMNS } from '../../src/store/layout/layers.ts'
import { goodDraft, shippedProfiles } from '../support/finding-world.ts'

const HEADER = 'field,class,level,type,rule,label_vi,label_en'
const GOOD = 'street,1 2,basic,text,max 200,Đường,Street'

/** What is said of a file of profiles that cannot be used. */
function problemsOf(...rows: string[]): readonly string[] {
  try {
    readFieldProfiles([HEADER, ...rows].join('\n'))
  } catch (error) {
    if (error instanceof FieldProfileError) return error.problems
    throw error
  }
  return []
}

t.test('The profiles that ship can be read, and ask basic fields of what has a column only', async (t) => {
  const profiles = shippedProfiles()
  const columns = new Set<string>([...ADDRESS_COLUMNS, 'point'])
  const without = new Set<string>()
  for (const objectClass of CLASSES) {
    const fields = profiles.ofClass(objectClass)
    t.ok(fields.length > 8, `class ${objectClass}`)
    for (const { field, level } of fields)
      if (!columns.has(field)) {
        t.equal(level, 'advanced', field)
        without.add(field)
      }
  }
  const note = readFileSync(join(packageRoot(), 'data', 'README.md'), 'utf8')
  const named = /no column of their own, but `attributes`: ([^.]+)\./.exec(note)?.[1]
  t.equal(
    [...without].map((field) => `\`${field}\``).join(', '),
    named,
    'the note names those without a column',
  )
  t.ok(profiles.ofClass(1).some(({ field, level }) => field === 'households' && level === 'advanced'))
})

t.test('What a class needs is missing until it is there', async (t) => {
  const profiles = shippedProfiles()
  const missing = (more: object) => {
    const draft = goodDraft(more)
    return missingFields(profiles, draft.class, draft as never).map(({ field }) => field)
  }
  const cases: [more: object, missing: string[]][] = [
    [{}, []],
    [{ street: null }, []],
    [{ hamlet: '' }, []],
    [{ street: null, hamlet: ' ' }, ['street']],
    [{ hamlet: null, house_number: null }, ['house_number']],
    [{ street: null, house_number: null }, []],
    [{ lon: null }, ['point']],
    [{ lat: Number.NaN }, ['point']],
    [{ class: 2 }, ['name']],
    [{ class: 2, name: 'UBND xã' }, []],
    [{ class: 5 }, []],
    [{ commune_code: '' }, ['commune_code']],
  ]
  for (const [more, fields] of cases) t.same(missing(more), fields, JSON.stringify(more))
})

t.test('A rule is read whole or not at all', async (t) => {
  t.match(parseFieldRule('max 64; if street; or hamlet; or name'), {
    max: 64,
    onlyIf: 'street',
    instead: ['hamlet', 'name'],
  })
  t.match(parseFieldRule(''), { instead: [] })
  for (const text of ['max', 'max 12a', 'max 3, or b', 'at least 3', '9 to 1', 'one of ', 'or'])
    t.equal(parseFieldRule(text), undefined, text)
  const allows = (type: 'text' | 'code' | 'choice' | 'integer', rule: string, value: unknown) =>
    isAllowed(type, parseFieldRule(rule)!, value)
  const cases: [
    type: 'text' | 'code' | 'choice' | 'integer',
    rule: string,
    value: unknown,
    allowed: boolean,
  ][] = [
    ['text', 'max 3', 'abc', true],
    ['text', 'max 3', 'abcd', false],
    ['text', '', 5, false],
    ['code', '5 digits', '85000', true],
    ['code', '5 digits', '8500O', false],
    ['code', '5 digits', '８５０００', false],
    ['choice', 'one of a b', 'b', true],
    ['choice', 'one of a b', 'c', false],
    ['integer', '1 to 9', 9, true],
    ['integer', '1 to 9', 0, false],
    ['integer', '1 to 9', 1.5, false],
    ['integer', '1 to 9', '3', false],
  ]
  for (const [type, rule, value, allowed] of cases)
    t.equal(allows(type, rule, value), allowed, `${rule}: ${value}`)
})

t.test('A file that cannot be used names line, column, value and rule', async (t) => {
  const cases: [row: string, said: RegExp][] = [
    ['Street,1,basic,text,,Đường,Street', /Line 3, column field: "Street"/],
    ['hamlet,6,basic,text,,Ấp,Hamlet', /Line 3, column class: "6" .*1…5/],
    ['hamlet,,basic,text,,Ấp,Hamlet', /Line 3, column class: ""/],
    ['hamlet,1,must,text,,Ấp,Hamlet', /Line 3, column level: "must" .*basic, advanced/],
    ['hamlet,1,basic,string,,Ấp,Hamlet', /Line 3, column type: "string" .*text/],
    ['hamlet,1,basic,text,min 3,Ấp,Hamlet', /Line 3, column rule: "min 3" .*max N/],
    ['hamlet,1,basic,text,or village,Ấp,Hamlet', /Line 3, column rule: "or village" .*another field/],
    ['hamlet,1,basic,text,or hamlet,Ấp,Hamlet', /another field/],
    ['hamlet,1,basic,text,, ,Hamlet', /Line 3, column label_vi/],
    ['hamlet,1,basic,text,,Ấp,', /Line 3, column label_en/],
    ['street,2 3,basic,text,,Đường,Street', /Line 3, column class: .*not again after line 2/],
  ]
  for (const [row, said] of cases) {
    const problems = problemsOf(GOOD, row)
    t.equal(problems.length, 1, row)
    t.match(problems[0], said)
  }
  t.equal(problemsOf(GOOD, 'hamlet,6,must,string,,,').length, 5, 'all that is wrong is said at once')
  t.same(problemsOf(GOOD), [])
  t.throws(() => readFieldProfiles('field,class\nstreet,1'), /Line 1, column/, 'columns are missing')
  t.throws(() => readFieldProfiles(''), /Line 1, column/)
  t.throws(
    () => readFieldProfiles(`${HEADER}\nstreet,1`),
    /Line 2 has 2 fields/,
    'a row that does not fit its header',
  )
})
