import t from 'tap'
import { matchedTag, revisionOf } from '../../../src/http/registry/if-match.ts'

const of = (tag: string | undefined) => ({ headers: tag === undefined ? {} : { 'if-match': tag } })

t.test('a tag is taken as clients send it back', async (t) => {
  const plan = 'a3'.repeat(16)
  const cases: [header: string, tag: string | undefined][] = [
    ['"3"', '3'],
    ['3', '3'],
    [' "3" ', '3'],
    ['W/"3"', '3'],
    ['"3-gzip"', '3'],
    ['W/"3-br"', '3'],
    [`"${plan}"`, plan],
    [`"${plan}-gzip"`, plan],
    ['*', undefined],
    ['"3", "4"', undefined],
    ['"3-zip"', undefined],
    ['""3""', undefined],
    ['', undefined],
    ['x'.repeat(5000), undefined],
  ]
  for (const [header, tag] of cases) t.equal(matchedTag(of(header)), tag, header.slice(0, 40))
  t.throws(() => matchedTag(of(undefined)), { code: 'precondition-required' })
})

t.test('a revision is a number', async (t) => {
  t.equal(revisionOf(of('"12-gzip"')), 12)
  for (const header of ['"a"', '"1234567890"', '"-1"', '*'])
    t.throws(() => revisionOf(of(header)), { code: 'invalid-input' }, header)
  t.throws(() => revisionOf(of(undefined)), { code: 'precondition-required' })
})
