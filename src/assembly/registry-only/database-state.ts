/** Whether a database answers, and who is told when that changes: once for all of its connections. */
export class DatabaseState {
  #away = false
  #told: { away: (error: unknown) => void; back: () => void } | undefined

  /** Whether the last that was heard of it is that it does not answer. */
  get away(): boolean {
    return this.#away
  }

  /** Names who is told of changes from now on. */
  tell(told: { away: (error: unknown) => void; back: () => void }): void {
    this.#told = told
  }

  /** A connection was lost, or none could be had. */
  lost(error: unknown): void {
    if (this.#away) return
    this.#away = true
    this.#told?.away(error)
  }

  /** It has answered. */
  answered(): void {
    if (!this.#away) return
    this.#away = false
    this.#told?.back()
  }
}
