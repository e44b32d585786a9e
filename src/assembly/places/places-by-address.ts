import { plainFeature } from '../../http/features/hit-feature.ts'
import type { FindPlaces } from '../../importing/layers/row-geocoding.ts'
import { SearchEngine } from '../../search/search-engine.ts'
import type { RecordStore } from '../../store/record-store.ts'
import { cleanText } from '../../text/normalize.ts'
import { dayClock } from '../../units/day-clock.ts'
import { readElsewhere } from '../../units/elsewhere.ts'
import { FormerForms } from '../../units/former-forms.ts'
import { UnitRegister } from '../../units/unit-register.ts'

/** Places that are told of one text. */
const MOST = 5

/** Finds the text of an address in the record, the best place first, as `/v1/search` does. Its index is built at the call. */
export function placesByAddress(record: RecordStore): FindPlaces {
  const { units: table } = record
  const rows = { units: table.all(), changes: table.changes(), postcodes: table.postcodes() }
  const today = dayClock()
  const register = new UnitRegister(rows, today)
  const former = new FormerForms(register, today)
  const units = { register, today, formerOf: former.of.bind(former) }
  const search = SearchEngine.build(record, { units: () => register, elsewhere: readElsewhere() })
  return (address) => {
    const { hits } = search.search({ text: cleanText(address), unfinished: false, limit: MOST })
    return hits.flatMap((hit) => {
      const { lon, lat, grade, kind } = hit
      if (lon === undefined || lat === undefined) return []
      const { label } = plainFeature(hit, units, { explain: false }).properties.geocoding
      return [{ grade, kind, label, lon, lat }]
    })
  }
}
