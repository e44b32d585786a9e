import type { HeadCopies } from '../registry/continuity/head-copies.ts'

/** Milliseconds between two copies of the record's heads. */
const INTERVAL = 60_000

/** Copies the record's heads beside it while the server runs, and says at its start where the record is behind them. */
export class HeadCopying {
  readonly #copies: HeadCopies
  readonly #onBehind: (sentence: string) => void
  readonly #onFailure: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<unknown> = Promise.resolve()

  constructor(copies: HeadCopies, onBehind: (sentence: string) => void, onFailure: (error: unknown) => void) {
    this.#copies = copies
    this.#onBehind = onBehind
    this.#onFailure = onFailure
  }

  async start(): Promise<void> {
    for (const { chain, number } of await this.#copies.strange())
      this.#onBehind(
        `Chuỗi ${chain} không còn mục ${number} mà people.db đã chép: registry.gpkg là bản cũ được đặt bằng tay, hoặc đã bị sửa. Hãy chạy npm run verify; nếu là bản cũ, dừng máy chủ và chạy npm run restore -- --here. · ` +
          `Chain ${chain} no longer has entry ${number}, which people.db has copied: registry.gpkg is an earlier one that was put in place by hand, or was changed. Run npm run verify; if it is an earlier one, stop the server and run npm run restore -- --here.`,
      )
    await this.#copies.copy()
    this.#timer = setInterval(() => this.#copy(), INTERVAL).unref()
  }

  /** Copies what has grown since the last time. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#copy()
    await this.#running
  }

  #copy(): void {
    this.#running = this.#running.then(() => this.#copies.copy()).catch(this.#onFailure)
  }
}
