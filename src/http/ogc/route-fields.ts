import { Type } from 'typebox'
import type { Turns } from '../../tables/turns.ts'
import type { Collection } from './collection.ts'

export const Format = Type.Optional(
  Type.Union([Type.Literal('json'), Type.Literal('html')], {
    description: 'Representation; without it Accept decides',
  }),
)
export const CollectionId = Type.String({ description: 'Id of a collection' })

/** What the routes share: the collections of the moment, and the address of the server. */
export interface OgcContext {
  collections(): Collection[]
  publicUrl: string | undefined
  turns: Turns
}
