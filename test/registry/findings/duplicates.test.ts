import fc from 'fast-check'
import t from 'tap'
import { distance } from '../../../src/geo/distance.ts'
import { draftFindings } from '../../../src/registry/findings/draft-findings.ts'
import { numberKey, placeKey } from '../../../src/registry/findings/place-key.ts'
import type { CheckedDraft } from '../../../src/registry/findings/ports.ts'
import { AddressNeighbours, type NeighbourRow } from '../../../src/store/reading/address-neighbours.ts'
import { goodDraft, shippedProfiles, TWO_HAMLETS, twoCommunes } from '../../support/finding-world.ts'

function rowOf(draft: CheckedDraft, line: number): NeighbourRow {
  const { uid, name, house_number, street, hamlet, former_commune_code, code, ndas } = draft
  return {
    uid: uid as string,
    line,
    class: draft.class,
    name: name ?? null,
    house_number: house_number ?? null,
    street: street ?? null,
    hamlet: hamlet ?? null,
    commune_code: draft.commune_code,
    former_commune_code: former_commune_code ?? null,
    lon: draft.lon as number,
    lat: draft.lat as number,
    code: code ?? null,
    ndas: ndas ?? null,
    place: placeKey(draft) ?? null,
    number: numberKey(house_number) ?? null,
    aside: draft.status === 'alternative' ? 1 : 0,
  }
}

/** Rules about duplicates that each draft meets, by the index of the neighbours. */
async function byIndex(drafts: readonly CheckedDraft[]): Promise<string[][]> {
  const neighbours = new AddressNeighbours()
  for (const [line, draft] of drafts.entries()) neighbours.put(rowOf(draft, line), 'file')
  neighbours.index()
  const ports = {
    profiles: shippedProfiles(),
    units: twoCommunes(),
    addresses: neighbours,
    hamlets: TWO_HAMLETS,
  }
  const found: string[][] = []
  for (const draft of drafts) {
    const findings = await draftFindings(draft, ports)
    found.push(
      findings
        .map(({ rule }) => rule)
        .filter((rule) => ['same-number', 'same-place', 'close-by'].includes(rule)),
    )
  }
  neighbours.close()
  return found
}

const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null)
const told = (a: unknown, b: unknown) => (a ?? null) !== null && (b ?? null) !== null && a !== b

/** The same by comparing every draft with every other one, as the rules are told in words. */
function byComparing(drafts: readonly CheckedDraft[]): string[][] {
  return drafts.map((draft, i) => {
    if (draft.status === 'alternative') return []
    const rules = new Set<string>()
    for (const [j, other] of drafts.entries()) {
      if (i === j || other.status === 'alternative') continue
      const numbered =
        (draft.house_number ?? null) !== null &&
        same(draft.house_number, other.house_number) &&
        same(draft.street, other.street) &&
        (draft.street !== null || (draft.hamlet !== null && same(draft.hamlet, other.hamlet))) &&
        draft.commune_code === other.commune_code &&
        !told(draft.former_commune_code, other.former_commune_code)
      const near = distance(draft.lon!, draft.lat!, other.lon!, other.lat!) <= 5
      const apart =
        draft.class !== other.class ||
        told(draft.house_number, other.house_number) ||
        told(draft.name, other.name)
      if (numbered && !apart) rules.add('same-number')
      else if (near && !apart) rules.add('same-place')
      else if (numbered || near) rules.add('close-by')
    }
    return [...rules].sort()
  })
}

t.test('Duplicates are those that comparing everything with everything finds', async (t) => {
  const metre = 1 / 111_195
  const draft = fc.record({
    house_number: fc.constantFrom(null, '12', '14', '12/4B'),
    street: fc.constantFrom(null, 'Nguyễn Huệ', 'Lê Lợi'),
    hamlet: fc.constantFrom(null, 'Ấp 1', 'Ấp 2'),
    name: fc.constantFrom(null, null, 'Quán Hoa Mai', 'Quán Sen'),
    class: fc.constantFrom(1, 3),
    former_commune_code: fc.constantFrom(null, '27700', '27800'),
    status: fc.constantFrom('created' as const, 'created' as const, 'alternative' as const),
    lon: fc.double({ min: 106.41, max: 106.41 + 20 * metre, noNaN: true }),
    lat: fc.double({ min: 10.53995, max: 10.53995 + 20 * metre, noNaN: true }),
  })
  let met = 0
  await fc.assert(
    fc.asyncProperty(fc.array(draft, { minLength: 2, maxLength: 14 }), async (each) => {
      const drafts = each.map((more, i) => goodDraft({ ...more, uid: `uid-${i}` }))
      const found = (await byIndex(drafts)).map((rules) => rules.sort())
      met += found.flat().length
      t.same(found, byComparing(drafts))
    }),
    { numRuns: 120, endOnFailure: true },
  )
  t.ok(met > 300, `duplicates were met: ${met}`)
})

t.test('Spellings of one street and number meet', async (t) => {
  const cases: [a: object, b: object, meet: boolean][] = [
    [{ street: 'Nguyễn Huệ' }, { street: 'đường nguyễn huệ' }, true],
    [{ street: 'Hoà Bình' }, { street: 'Hòa Bình' }, true],
    [{ house_number: '12/4b' }, { house_number: 'số 12 / 4B' }, true],
    [{ street: 'Thanh Phú' }, { street: 'Thạnh Phú' }, false],
    [{ street: null, hamlet: 'Ấp 1' }, { street: null, hamlet: 'Ấp 1' }, true],
    [{ street: null, hamlet: 'Ấp 1' }, { street: 'Ấp 1', hamlet: null }, false],
    [{}, { commune_code: '28159', lon: 106.43 }, false],
    [{ commune_code: '27700' }, {}, false],
  ]
  for (const [a, b, meet] of cases) {
    const drafts = [goodDraft({ ...a, uid: 'a' }), goodDraft({ lat: 10.541, ...b, uid: 'b' })]
    const [, found] = await byIndex(drafts)
    t.equal(found!.includes('same-number'), meet, JSON.stringify([a, b]))
  }
})

t.test("A row of the file takes the place of the record's, a second one changes nothing", async (t) => {
  const neighbours = new AddressNeighbours()
  const put = (from: 'file' | 'record', line: number, more: Partial<CheckedDraft>) =>
    neighbours.put(rowOf(goodDraft({ uid: 'a', ...more }), line), from)
  put('record', 7, { code: 'L1' })
  put('file', 2, { code: 'L2', house_number: '20' })
  put('file', 3, { code: 'L3', house_number: '30' })
  neighbours.put(rowOf(goodDraft({ uid: 'b', code: 'L2' }), 4), 'file')
  t.throws(() => neighbours.lineOf('a'), /before they are indexed/)
  neighbours.index()
  t.equal(neighbours.lineOf('a'), 2)
  t.equal(neighbours.lineOf('c'), undefined)
  t.equal(neighbours.holder('local', 'L1'), undefined)
  t.equal(neighbours.holder('local', 'L2'), 'a', 'the first with a code')
  t.equal(neighbours.holder('local', 'L3'), undefined)
  t.same(
    neighbours.numbered(placeKey(goodDraft())!, '20').map(({ uid }) => uid),
    ['a'],
  )
  neighbours.close()
})
