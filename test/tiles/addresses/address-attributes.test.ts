import t from 'tap'
import {
  ADDRESS_ATTRIBUTES,
  ADDRESS_FIELDS,
  FIRST_CELL_KEY,
  KEYS,
  LAYER_KEYS,
  OWN_COLUMNS,
  SHARED_COLUMNS,
} from '../../../src/tiles/addresses/address-attributes.ts'

t.test('The list of attributes and what follows from it', async (t) => {
  t.same(Object.keys(ADDRESS_FIELDS), LAYER_KEYS, 'a field of TileJSON for each key, each once')
  t.equal(LAYER_KEYS[FIRST_CELL_KEY], 'point_count')
  const columns = ['uid', ...OWN_COLUMNS, ...SHARED_COLUMNS]
  const keys = [KEYS.id, ...KEYS.own, ...KEYS.shared]
  t.same(
    keys.map((key) => (ADDRESS_ATTRIBUTES[key] as { column?: string }).column),
    columns,
    'keys and columns of the texts are in the same order',
  )
  t.same(
    [KEYS.class, KEYS.status].map((key) => LAYER_KEYS[key]),
    ['class', 'status'],
  )
})

t.test('The attributes fit where they are stored', async (t) => {
  t.ok(OWN_COLUMNS.length <= 4, 'a block has 4 bits for own texts')
  t.ok(ADDRESS_ATTRIBUTES.length <= 12, 'a point of a tile has room for 12 tags')
  for (const stored of ['id', 'class', 'status'])
    t.equal(
      ADDRESS_ATTRIBUTES.filter((one) => one.stored === stored).length,
      1,
      `one attribute is the ${stored}`,
    )
})
