export interface Position {
  readonly lon: number
  readonly lat: number
  /** Metres within which the visitor is, with 95 % confidence. */
  readonly accuracy: number
}

/** Why there is no position, as a word of the portal. */
export type LocateFailure = 'locateRefused' | 'locateMissing' | 'locateInsecure'
export class NotLocated extends Error {
  constructor(readonly word: LocateFailure) {
    super(word)
  }
}

/** Milliseconds that a device may take to find out. */
const PATIENCE = 20_000
/** A position this old is good enough. */
const MAX_AGE = 30_000
const REFUSED = 1

/** Asks the device where it is, for which the browser asks the visitor; throws {@link NotLocated}. */
export function locate(): Promise<Position> {
  const { geolocation } = navigator
  if (!window.isSecureContext || !geolocation) throw new NotLocated('locateInsecure')
  return new Promise((resolve, reject) => {
    geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude, accuracy } }) => resolve({ lon: longitude, lat: latitude, accuracy }),
      ({ code }) => reject(new NotLocated(code === REFUSED ? 'locateRefused' : 'locateMissing')),
      { enableHighAccuracy: true, timeout: PATIENCE, maximumAge: MAX_AGE },
    )
  })
}
