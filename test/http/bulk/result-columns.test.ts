import t from 'tap'
import { MOST_CANDIDATES, RESULT_COLUMNS, resultCells } from '../../../src/http/bulk/result-columns.ts'
import type { GeocodeFeature } from '../../../src/http/features/geocode-reply.ts'

const CANDIDATES = RESULT_COLUMNS.indexOf('result_candidates')
const STATUS = RESULT_COLUMNS.indexOf('result_status')

function feature(label: string, vn: Record<string, unknown>): GeocodeFeature {
  return {
    type: 'Feature',
    geometry: null,
    properties: {
      geocoding: { type: 'locality', label, state: 'Tỉnh Tây Ninh', country: 'Việt Nam', admin: {} },
      vn: { commune: { code: '27694', name: 'Phường Long An' }, ...vn },
    },
  }
}

t.test('candidates stand in one cell that is no formula, and more than are listed are told of', async (t) => {
  const split = { warnings: ['split-unit'] }
  const cells = resultCells([feature('=1+1, Tỉnh Tây Ninh', split), feature('Ấp 3, Phường Long An', split)])
  t.equal(cells.length, RESULT_COLUMNS.length)
  t.same([cells[STATUS], cells[CANDIDATES]], ['ambiguous', "'=1+1 (27694) | Ấp 3, Phường Long An (27694)"])
  const many = resultCells(Array(MOST_CANDIDATES + 1).fill(feature('Ấp 1', { warnings: ['ambiguous'] })))
  t.equal(many[CANDIDATES]?.split(' | ').length, MOST_CANDIDATES + 1)
  t.match(many[CANDIDATES], / \| …$/)
  t.same(resultCells([feature('Ấp 1', { warnings: ['former-unit'] })]).slice(STATUS), ['ok', ''])
  t.same(resultCells([]).slice(STATUS), ['not-found', ''])
  t.match(
    resultCells([feature('Tỉnh Long An', { ...split, commune: null, code: '80' })])[CANDIDATES],
    /^Tỉnh Long An \(80\)$/,
    'what is in no commune has its own code',
  )
})
