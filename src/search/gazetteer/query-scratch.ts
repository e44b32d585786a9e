import type { GazetteerNameIndex } from '../names/gazetteer-name-index.ts'
import { GazetteerNameMatcher } from '../names/gazetteer-name-matcher.ts'
import { PlaceNameMatcher } from '../names/place-name-matcher.ts'
import type { NamedPlace, PlaceIndex } from './place-index.ts'

/** The working memory of one query over some indexes. When the query is answered, another over the same indexes may use it. */
export class QueryScratch {
  readonly names: GazetteerNameMatcher
  readonly places: PlaceNameMatcher<NamedPlace>

  constructor({ names, places }: { readonly names: GazetteerNameIndex; readonly places: PlaceIndex }) {
    this.names = new GazetteerNameMatcher(names)
    this.places = new PlaceNameMatcher(places.names)
  }
}
