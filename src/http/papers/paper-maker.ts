import { drawMap, type PlacedTile } from '../../tiles/pictures/drawn-map.ts'
import type { MapView } from '../../tiles/pictures/map-view.ts'
import { type Picture, picturePng } from '../../tiles/pictures/picture.ts'
import { type AddressSheet, AddressSheets } from './address-sheet.ts'
import { type CertificateSheet, certificatePdf } from './certificate-sheet.ts'
import { PaperFonts } from './paper-fonts.ts'

/** What is to be made: a picture of the map (PNG), an address sheet (PDF), whose map is missing where nobody knows the place, or a certificate (PDF). */
export type PaperOrder =
  | ({ readonly kind: 'picture'; readonly view: MapView } & Omit<Picture, 'map'>)
  | { readonly kind: 'sheet'; readonly view: MapView | undefined; readonly sheet: AddressSheet }
  | { readonly kind: 'certificate'; readonly view?: undefined; readonly sheet: CertificateSheet }

/** An order with the tiles of its map. */
export interface PaperTask {
  readonly order: PaperOrder
  readonly tiles: readonly PlacedTile[]
  /** Whose the base map in the tiles is, to be named on the map. */
  readonly credit?: string | undefined
}

/** Makes pictures and sheets; it runs in a thread. */
export class PaperMaker {
  readonly #fonts = new PaperFonts()
  readonly #sheets = new AddressSheets(this.#fonts)

  async make({ order, tiles, credit }: PaperTask): Promise<Buffer> {
    if (order.kind === 'picture')
      return picturePng({ ...order, map: drawMap(order.view, tiles, order.pinned, credit) })
    if (order.kind === 'certificate') return certificatePdf(this.#fonts, order.sheet)
    return this.#sheets.pdf(order.sheet, order.view && drawMap(order.view, tiles, true, credit))
  }
}
