import type { HashedSupplements } from '../../chains/supplements-hash.ts'
import { distance } from '../../geo/distance.ts'
import { contactIn, titledNameIn } from '../../parsing/personal-data.ts'
import { mayHaveName } from '../../store/record/public-address.ts'
import { finding, quoted, type RuleFinding } from '../findings/finding.ts'
import type { CheckedDraft } from '../findings/ports.ts'
import type { RuleName } from '../findings/rules.ts'
import type { Finding } from '../refusal.ts'
import { MOST_SUPPLEMENTS, SUPPLEMENT_KINDS } from './supplement-drafts.ts'

/** How far from the main position another one may be before somebody should look, in metres. */
const FAR = 500
/** Of the rules for the point of an address those that hold for each of its positions. */
const OF_POSITIONS: ReadonlySet<string> = new Set(['out-of-province', 'far-outside-unit', 'outside-unit'])

/** Rules over an address as a form would send it. */
export type Rules = (draft: CheckedDraft) => Promise<readonly Finding[]>

/** A finding on a supplement. */
export function supplementFinding(
  rule: RuleName,
  path: string,
  vi: string,
  en: string,
  values: RuleFinding['values'] = [],
): RuleFinding {
  return finding(rule, path, vi, en, { values })
}

/**
 * What is wrong with what an address has beside its columns: points outside the unit or far from the main one, texts that
 * speak of people, the same thing twice, too many. Only what changes is looked at one by one.
 *
 * @param before what it had
 */
export async function supplementFindings(
  address: CheckedDraft,
  before: HashedSupplements,
  after: HashedSupplements,
  rules: Rules,
): Promise<Finding[]> {
  return [
    ...tooMany(after),
    ...twice(after),
    ...dates(after),
    ...personal(address, before, after),
    ...(await misplaced(address, before, after, rules)),
  ]
}

function tooMany(after: HashedSupplements): RuleFinding[] {
  return SUPPLEMENT_KINDS.filter((kind) => after[kind].length > MOST_SUPPLEMENTS[kind]).map((kind) => {
    const [count, most] = [after[kind].length, MOST_SUPPLEMENTS[kind]]
    return supplementFinding(
      'too-many-items',
      kind,
      `${count} mục trong ${kind}, nhiều nhất ${most}.`,
      `${count} ${kind}, at most ${most}.`,
      [count],
    )
  })
}

function twice({ positions, names, units }: HashedSupplements): RuleFinding[] {
  const keys: [kind: string, keys: string[]][] = [
    ['positions', positions.map(({ type, lon, lat }) => `${type} ${lon} ${lat}`)],
    ['names', names.map(({ name }) => name.text?.toLocaleLowerCase('vi') ?? '')],
    [
      'units',
      units
        .filter(({ state }) => state === 'current')
        .map(
          ({ designation, floor }) =>
            `${designation.text?.toLocaleLowerCase('vi') ?? ''}${floor ? ` (${floor})` : ''}`,
        ),
    ],
  ]
  return keys.flatMap(([kind, all]) => {
    const filled = all.filter((key) => key !== '')
    const again = [...new Set(filled.filter((key, i) => filled.indexOf(key) !== i))]
    return again.map((key) =>
      supplementFinding(
        'item-twice',
        kind,
        `${quoted(key)} có hai lần trong ${kind}.`,
        `${quoted(key)} stands twice among the ${kind}.`,
        [key],
      ),
    )
  })
}

function dates({ names }: HashedSupplements): RuleFinding[] {
  return names
    .filter(({ valid_from, valid_to }) => valid_from !== null && valid_to !== null && valid_from > valid_to)
    .map(({ valid_from, valid_to }) =>
      supplementFinding(
        'field-value',
        'names/valid_to',
        `Ngày cuối ${valid_to} trước ngày đầu ${valid_from}.`,
        `The last day ${valid_to} is before the first day ${valid_from}.`,
        [valid_from, valid_to],
      ),
    )
}

function personal(
  { class: objectClass }: CheckedDraft,
  before: HashedSupplements,
  after: HashedSupplements,
): RuleFinding[] {
  const found: RuleFinding[] = []
  const accuse = (path: string, text: string, vi: string, en: string) =>
    found.push(
      supplementFinding('personal-name', path, `${quoted(text)} ${vi}.`, `${quoted(text)} ${en}.`, [text]),
    )
  for (const { name } of fresh(before.names, after.names)) {
    const text = name.text ?? ''
    if (!mayHaveName(objectClass))
      accuse('names', text, 'không được nhận: nhà ở không có tên', 'is not taken: a home has no name')
    else if (contactIn(text))
      accuse('names', text, 'có vẻ chứa cách liên lạc với một người', 'seems to say how to reach a person')
  }
  for (const { designation } of fresh(before.units, after.units)) {
    const text = designation.text ?? ''
    if (contactIn(text) || titledNameIn(text))
      accuse('units', text, 'có vẻ nói về một người', 'seems to speak of a person')
  }
  return found
}

async function misplaced(
  address: CheckedDraft,
  before: HashedSupplements,
  after: HashedSupplements,
  rules: Rules,
): Promise<Finding[]> {
  const found: Finding[] = []
  for (const { type, lon, lat } of fresh(before.positions, after.positions)) {
    const told = await rules({ ...address, position: type, lon, lat })
    found.push(
      ...told.filter(({ rule }) => OF_POSITIONS.has(rule)).map((each) => ({ ...each, path: 'positions' })),
    )
    if (address.lon === null || address.lat === null) continue
    const metres = Math.round(distance(address.lon, address.lat, lon, lat))
    if (metres > FAR)
      found.push(
        supplementFinding(
          'far-position',
          'positions',
          `Vị trí "${type}" cách vị trí chính ${metres} m.`,
          `The position "${type}" is ${metres} m from the main one.`,
          [type, lon, lat],
        ),
      )
  }
  return found
}

/** What was not there as it is now. */
function fresh<Leaf>(before: readonly Leaf[], after: readonly Leaf[]): Leaf[] {
  const known = new Set(before.map((each) => JSON.stringify(each)))
  return after.filter((each) => !known.has(JSON.stringify(each)))
}
