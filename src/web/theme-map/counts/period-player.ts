/** Milliseconds that a period is shown. */
const SHOWN_MS = 1200

interface PlayerOptions {
  /** The next period is shown; false at the last one. */
  readonly next: () => boolean
  /** Begins again at the first one where the last is shown. */
  readonly rewind: () => void
  /** Told when it begins and ends. */
  readonly changed: (playing: boolean) => void
}

/** Plays the periods one after the other. Who wants no motion goes one further with each press. */
export class PeriodPlayer {
  readonly still = matchMedia('(prefers-reduced-motion: reduce)')
  readonly #options: PlayerOptions
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: PlayerOptions) {
    this.#options = options
    document.addEventListener('visibilitychange', () => document.hidden && this.stop())
    this.still.addEventListener('change', () => {
      this.stop()
      options.changed(false)
    })
  }

  press(): void {
    if (this.#timer !== undefined) {
      this.stop()
      return
    }
    const { next, rewind, changed } = this.#options
    if (!next()) rewind()
    if (this.still.matches) return
    this.#timer = setInterval(() => {
      if (!next()) this.stop()
    }, SHOWN_MS)
    changed(true)
  }

  stop(): void {
    if (this.#timer === undefined) return
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#options.changed(false)
  }
}
