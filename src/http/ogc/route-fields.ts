import { Type } from 'typebox'
import type { Collection } from './collection.ts'

export const Format = Type.Optional(
  Type.Union([Type.Literal('json'), Type.Literal('html')], {
    description: 'Representation; without it Accept decides',
  }),
)
export const CollectionId = Type.String({ description: 'Id of a collection' })

/** What the routes of collections share: finding one, and the address of the server. */
export interface OgcContext {
  collection(id: string): Collection
  publicUrl: string | undefined
}
