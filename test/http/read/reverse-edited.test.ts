import t from 'tap'
import { decodePoint } from '../../../src/geo/geopackage-geometry.ts'
import { servedApp } from '../../support/served-app.ts'

t.test('reverse shows an address as it is now, however often it was asked before', async (t) => {
  const { app, demo, close } = await servedApp()
  const { db, addresses } = demo.record
  const fid = db
    .prepare("SELECT fid FROM address WHERE status = 'official' ORDER BY fid LIMIT 1")
    .pluck()
    .get() as number
  const [lon, lat] = decodePoint(addresses.byFid(fid)!.geom)!
  const number = async () => {
    const { features } = (await app.inject(`/v1/reverse?lat=${lat}&lon=${lon}&types=house&limit=1`)).json()
    return features[0]?.properties.geocoding.housenumber
  }
  const renumber = db.prepare('UPDATE address SET house_number = ? WHERE fid = ?')
  for (const given of ['901', '902', '903/4B']) {
    renumber.run(given, fid)
    for (let again = 0; again < 3; again++) t.equal(await number(), given)
  }
  db.prepare("UPDATE address SET status = 'reserved' WHERE fid = ?").run(fid)
  t.not(await number(), '903/4B', 'what is reserved is not public')
  await close()
})
