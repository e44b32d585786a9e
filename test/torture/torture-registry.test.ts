import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import t from 'tap'
import { type Heard, look, type There } from '../../scripts/torture/registry/look.ts'
import { openRegistry } from '../../scripts/torture/registry/registry-files.ts'
import type { Done, Work } from '../../scripts/torture/registry/work.ts'
import { packageRoot } from '../../src/config.ts'
import { foundedFolder } from '../support/living-registry.ts'

t.test('npm run torture -- registry kills, looks and counts', async (t) => {
  const torture = (...words: string[]) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', join(packageRoot(), 'scripts', 'torture', 'torture.ts'), ...words],
      { cwd: packageRoot(), encoding: 'utf8' },
    )
  const { status, stdout, stderr } = torture('registry', '2')
  t.equal(status, 0, stderr)
  t.match(stdout, /writers killed +\| 2 [\s\S]*acknowledged[\s\S]*0 faults in 2 rounds/)
  for (const words of [['registry', '0'], ['registry', 'x'], ['3', '4', '5'], ['else']])
    t.match(torture(...words), { status: 2, stderr: /Usage/ }, words.join(' '))
})

const CREATE: Work = { mark: 'm1', act: 'create' }
const CHANGE: Work = { mark: 'm2', act: 'change', of: 'a', revision: 1 }
const DECLARE: Work = { mark: 'm3', act: 'declare' }
const ACCEPT: Work = { mark: 'm4', act: 'accept', of: 'p' }
const REPORT: Work = { mark: 'm5', act: 'report', of: 'a' }
const CONTACT: Work = { mark: 'm6', act: 'contact', of: 'a' }
const event = (id: string, reason: string | null = null, details: string | null = null) => ({
  id,
  reason,
  details,
  action: 'x',
})
const SOUND: There = {
  events: [event('e1'), event('e2', 'm2'), event('e4', null, '{"proposal":"p"}')],
  created: [
    { uid: 'a', house_number: 'm1' },
    { uid: 'p', house_number: 'm3' },
  ],
  codes: [{ uid: 'a', value: 'L1' }],
  proposals: [{ id: 'p', state: 'accepted', event: 'e4', changes: '{"draft":{"house_number":"m3"}}' }],
  reports: [{ id: 'r', text: 'm5' }],
  contacts: [{ id: 'c', address: 'a', content: '{"name":"m6"}' }],
  consents: [{ contact: 'c' }],
}
const ANSWERS: Done[] = [
  { mark: 'm1', uid: 'a', code: 'L1', event: 'e1', revision: 1 },
  { mark: 'm2', uid: 'a', event: 'e2', revision: 2 },
  { mark: 'm3', proposal: 'p' },
  { mark: 'm4', uid: 'p', event: 'e4', revision: 1 },
  { mark: 'm5' },
  { mark: 'm6' },
]

function heard(answers: readonly Done[] = ANSWERS): Heard {
  return {
    asked: new Map([CREATE, CHANGE, DECLARE, ACCEPT, REPORT, CONTACT].map((each) => [each.mark, each])),
    answered: new Map(answers.map((each) => [each.mark, each])),
    codes: new Map([['L1', 'a']]),
  }
}

t.test('Torture finds what is lost, made twice or left half', async (t) => {
  const files = await openRegistry(foundedFolder())
  t.teardown(() => files.close())
  const [e1, e2, e4] = SOUND.events as [
    There['events'][number],
    There['events'][number],
    There['events'][number],
  ]
  const [proposal] = SOUND.proposals as [There['proposals'][number]]
  const without = (mark: string) => ANSWERS.filter((each) => each.mark !== mark)
  const cases: [what: string, there: Partial<There>, answers: Done[], fault: RegExp | undefined][] = [
    ['nothing wrong', {}, ANSWERS, undefined],
    ['an acknowledged change that is lost', { events: [e1, e4] }, ANSWERS, /change m2: .* 0 times there/],
    ['one that nobody heard of', { events: [e1, e4] }, without('m2'), undefined],
    ['one that is there and nobody heard of', {}, without('m2'), undefined],
    ['one made twice', { events: [e1, e2, e4, event('e5', 'm2')] }, ANSWERS, /change m2: .* 2 times/],
    ['one made that was refused', {}, [...without('m2'), { mark: 'm2', refused: 'changed' }], /change m2/],
    ['another event in its place', { events: [event('e9'), e2, e4] }, ANSWERS, /its event is lost/],
    ['an address created twice', { created: [...SOUND.created, SOUND.created[0]!] }, ANSWERS, /create m1/],
    ['a code of somebody else', { codes: [{ uid: 'b', value: 'L1' }] }, ANSWERS, /code L1/],
    ['a code twice', { codes: [...SOUND.codes, { uid: 'b', value: 'L1' }] }, ANSWERS, /twice/],
    [
      'a proposal not settled',
      { proposals: [{ ...proposal, state: 'settling' }] },
      ANSWERS,
      /is not settled/,
    ],
    ['one open that is in the record', { proposals: [{ ...proposal, state: 'open' }] }, ANSWERS, /otherwise/],
    ['a report that is lost', { reports: [] }, ANSWERS, /report m5: .* 0 times there/],
    ['a report twice', { reports: [...SOUND.reports, ...SOUND.reports] }, ANSWERS, /report m5: .* 2 times/],
    ['a contact that is lost', { contacts: [], consents: [] }, ANSWERS, /address a has 0 owners/],
    ['one that nobody heard of', { contacts: [], consents: [] }, without('m6'), undefined],
    ['one without its consent', { consents: [] }, ANSWERS, /contact c has 0 consents/],
    ['a consent left behind', { contacts: [] }, without('m6'), /consents of nobody/],
    [
      'one of somebody else',
      { contacts: [{ id: 'c', address: 'b', content: '{"name":"m6"}' }] },
      without('m6'),
      /nobody has asked for there/,
    ],
    ['one accepted that is not', { events: [e1, e2] }, without('m4'), /otherwise/],
  ]
  for (const [what, there, answers, fault] of cases) {
    const faults = await look(files, { ...SOUND, ...there }, heard(answers))
    if (fault === undefined) t.same(faults, [], what)
    else t.match(faults.join('\n'), fault, what)
  }
})
