import t from 'tap'
import { draftsOf } from '../../../../src/registry/accounts/issuing/account-table.ts'
import { endRotation, rotate } from '../../../../src/store/people/sealing/key-rotation.ts'
import { identity, issuingWorld } from '../../../support/issuing-world.ts'
import { keyOf } from '../../../support/people-engines.ts'
import { COMMUNES, ENGINES } from '../../../support/registry-engines.ts'

const [HERE] = COMMUNES
const [FIRST, SECOND] = [keyOf('first'), keyOf('second')]
const NAME = 'Nguyễn Thị Kymqana'
const MAIL = 'kymqana@post.vn'
const SAID = { name: NAME, mail: MAIL }

/** What is typed in a file, and what is wrong with it; nothing of it comes back in the sentence. */
const WRONG: readonly (readonly [what: string, said: { name?: string; mail?: string }, path: string])[] = [
  ['a formula', { name: '=HYPERLINK("http://x","Kymqana")' }, 'name'],
  ['a formula behind a space', { name: ' @Kymqana' }, 'name'],
  ['two lines', { name: 'Kymqana\r\nBcc: x' }, 'name'],
  ['a line of Unicode', { name: 'Kymqana\u2028x' }, 'name'],
  ['too long', { name: `Kymqana${'a'.repeat(94)}` }, 'name'],
  ['only spaces', { name: '   ' }, 'name'],
  ['a header', { mail: 'kymqana@post.vn\r\nBcc: x@y.vn' }, 'mail'],
  ['two addresses', { mail: 'kymqana@post.vn,x@y.vn' }, 'mail'],
  ['a name before it', { mail: 'Kymqana <kymqana@post.vn>' }, 'mail'],
  ['a formula', { mail: '=kymqana@post.vn' }, 'mail'],
  ['an option', { mail: '-Xkymqana@post.vn' }, 'mail'],
  ['no domain', { mail: 'kymqana@post' }, 'mail'],
  ['too long', { mail: `kymqana@${'a.'.repeat(200)}vn` }, 'mail'],
]

for (const engine of ENGINES)
  t.test(`What holders are called, on ${engine.name}`, { skip: engine.skip }, async (t) => {
    t.test('a name is sealed, printed on the slip, and listed for who issues', async (t) => {
      const w = await issuingWorld(engine, FIRST)
      t.teardown(w.close)
      const rows = [
        { line: 2, row: { roles: 'collector', commune_code: HERE, ...SAID, ...ids('079000000501') } },
      ]
      const [made] = await w.issuing.issueAll(w.operator, draftsOf(rows, [], w.commune))
      const id = made && 'id' in made ? made.id : ''
      t.notOk(made && 'without' in made)
      t.match(await w.issuing.list(w.operator, { office: w.commune, limit: 5 }), [{ id, ...SAID }])
      t.match(await w.slips.print(w.operator, [id]), [{ name: NAME }])
      const stored = () => w.outside(`SELECT * FROM ${engine.name === 'postgres' ? 'people.' : ''}person`)
      if (engine.name === 'postgres') t.notMatch(JSON.stringify(await stored()), /kymqana/i)
      const told = await w.people.read(({ audit }) => audit.list({ limit: 100 }))
      t.notMatch(JSON.stringify(told), /kymqana/i, 'no audit has it')

      await rotate(w.people, { present: FIRST, next: SECOND })
      await endRotation(w.people)
      t.match(await w.issuing.list(w.operator, { office: w.commune, limit: 5 }), [{ id, ...SAID }])
    })

    t.test('whoever asks says it, and it goes with what is declined', async (t) => {
      const w = await issuingWorld(engine, FIRST)
      t.teardown(w.close)
      const asked = { office: w.commune, roles: ['collector'], areas: [{ commune: HERE }], ...SAID }
      const requested = () => w.issuing.list(w.operator, { office: w.commune, limit: 5 })
      const { id, without } = await w.issuing.request(asked)
      t.equal(without, undefined)
      const [waiting] = await requested()
      t.match(waiting, { id, state: 'requested', ...SAID }, 'who said it has shown nothing yet')
      await w.issuing.checkIdentity(w.operator, id, identity(601))
      const [checked] = await requested()
      t.match(checked, { id, state: 'checked', ...SAID })
      t.not(checked?.person, waiting?.person)
      const nobody = (person: string | null | undefined) =>
        w.people.read(async ({ roster }) => (await roster.namesOf([person ?? ''])).size)
      t.equal(await nobody(waiting?.person), 0)

      const other = await w.issuing.request({ ...asked, name: 'Kymqana hai' })
      const before = (await requested()).find((one) => one.id === other.id)
      await w.issuing.decline(w.operator, other.id)
      t.match(
        (await requested()).find((one) => one.id === other.id),
        { state: 'ended', name: null, person: null },
      )
      t.equal(await nobody(before?.person), 0, 'nothing of it is left')
    })

    t.test('another office does not rename a person, nor lead his mail elsewhere', async (t) => {
      const w = await issuingWorld(engine, FIRST)
      t.teardown(w.close)
      const draft = w.draft(['collector'], { ...SAID, identity: identity(602) })
      await w.issuing.issue(w.operator, draft)
      const more = { office: w.post, identity: identity(602), name: 'Khác', mail: 'khac@post.vn' }
      const { id } = await w.issuing.issue(w.operator, w.draft(['collector'], more))
      t.match(
        (await w.issuing.list(w.operator, { office: w.post, limit: 5 })).find((one) => one.id === id),
        SAID,
      )
    })

    t.test('without the key an account is asked for without name, and this is said', async (t) => {
      const w = await issuingWorld(engine, null)
      t.teardown(w.close)
      const asked = { office: w.commune, roles: ['collector'], areas: [{ commune: HERE }] }
      t.match(await w.issuing.request({ ...asked, ...SAID }), { without: ['name', 'mail'] })
      t.match(await w.issuing.request({ ...asked, mail: MAIL }), { without: ['mail'] })
      t.same(Object.keys(await w.issuing.request(asked)), ['id'])
      const nobody = { name: null, mail: null, person: null }
      t.match(await w.issuing.list(w.operator, { office: w.commune, limit: 5 }), [nobody, nobody, nobody])
      const person = { id: 'x', identity: null, name: NAME, mail: null, created_at: '2026' }
      const plain = w.people.write(({ roster }) => roster.addPersonUnlessKnown(person))
      await t.rejects(plain, /key/, 'never in plain text')
    })

    t.test('what is no name or mail is refused, and not repeated', async (t) => {
      const w = await issuingWorld(engine, FIRST)
      t.teardown(w.close)
      for (const [what, said, path] of WRONG) {
        const refused = await w.issuing
          .issue(w.operator, w.draft(['collector'], said))
          .catch((error) => error)
        t.match(refused, { code: 'findings', more: { findings: [{ path }] } }, `${path}: ${what}`)
        t.notMatch(JSON.stringify([refused.detail, refused.more]), /kymqana/i)
      }
    })
  })

function ids(identity_number: string) {
  return { identity_number, identity_how: 'CCCD' }
}
