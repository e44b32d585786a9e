import t from 'tap'
import { findingKey, withoutAccepted } from '../../../src/registry/findings/accepted.ts'
import { draftFindings } from '../../../src/registry/findings/draft-findings.ts'
import type { CheckedDraft } from '../../../src/registry/findings/ports.ts'
import {
  goodDraft,
  NOBODY_NEAR,
  shippedProfiles,
  TWO_HAMLETS,
  twoCommunes,
} from '../../support/finding-world.ts'

const ports = {
  profiles: shippedProfiles(),
  units: twoCommunes(),
  addresses: NOBODY_NEAR,
  hamlets: TWO_HAMLETS,
}
const UID = 'uid-1'
/** Near the boundary, and a school among homes. */
const draft = goodDraft({ uid: UID, lon: 106.41982, name: 'Trường Tiểu học Long An' })

async function asked(accepted: ReadonlySet<string>, more: Partial<CheckedDraft> = {}): Promise<string[]> {
  const present = { ...draft, ...more, uid: UID }
  const findings = await draftFindings(present, ports)
  return withoutAccepted(present, findings, (key) => accepted.has(key)).map(({ rule }) => rule)
}

t.test('What was accepted is asked again only when a value changes that it was found from', async (t) => {
  const findings = await draftFindings(draft, ports)
  const near = findings.find(({ rule }) => rule === 'near-boundary')!
  const accepted = new Set([findingKey(UID, near).key])
  const all = ['near-boundary', 'field-of-other-class', 'implausible-class']
  t.same((await asked(new Set())).sort(), [...all].sort())
  const rest = all.slice(1).sort()
  t.same((await asked(accepted)).sort(), rest)
  t.same((await asked(accepted, { house_number: '14', street: 'Lê Lợi' })).sort(), rest, 'of other values')
  t.ok((await asked(accepted, { lon: 106.4199 })).includes('near-boundary'), 'the point moved')
  t.ok((await asked(accepted, { commune_code: '28159' })).includes('near-boundary'), 'another commune')
})

t.test('A key is of one rule, one address and its values', async (t) => {
  const findings = await draftFindings(draft, ports)
  const keys = [...findings.map((each) => findingKey(UID, each)), findingKey('uid-2', findings[0]!)]
  t.equal(new Set(keys.map(({ key }) => key)).size, keys.length)
  t.same(findingKey(UID, findings[0]!), findingKey(UID, (await draftFindings({ ...draft }, ports))[0]!))
  t.match(keys[0], { subject: UID, rule: findings[0]!.rule, values_hash: /^[0-9a-f]{64}$/ })
})

t.test('An error is not settled by saying that it is right', async (t) => {
  const [error] = await draftFindings(goodDraft({ uid: UID, commune_code: '99999' }), ports)
  t.equal(error?.severity, 'error')
  t.same(
    withoutAccepted({ ...draft, uid: UID }, [error!], () => true),
    [error],
  )
})
