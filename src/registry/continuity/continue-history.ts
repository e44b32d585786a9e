import { isLasting } from '../../chains/chain-name.ts'
import type { ChainHead } from '../../chains/linked-event.ts'
import type { ChainEnd } from '../../chains/restored-event.ts'
import { StoreError } from '../../store/errors.ts'
import type { RegistryStore, RegistryTransaction } from '../../store/registry/registry-store.ts'

/** Numbers of codes that are passed over at least: as many may have been issued since the last that is known. */
const SPARED_CODES = 1_000_000

/** What is known of the history that a restored record leaves behind. */
export interface AbandonedHistory {
  /** Heads as they were published last: each must be of this record's history. */
  readonly published: readonly ChainHead[]
  /** Heads that are known otherwise: of the file that is replaced, or copied in `people.db`. */
  readonly heads: readonly ChainHead[]
  /** The number of the next code there, as far as it is known. */
  readonly codes: number
  /** How many events of a chain, and codes, may have been written since the last that is known. */
  readonly lost: number
}

/** How a restored record goes on. */
export interface Continued {
  /** Chains in which a segment was opened. */
  readonly segments: number
  /** The number of the first code to come. */
  readonly codes: number
}

/**
 * Lets a record that was restored go on apart from the history that it leaves behind: every chain in a segment that names
 * the head that the backup has, above every number that may have been given, and codes above every one that may have been
 * issued. Throws {@link StoreError} `another-history` for a published head that contradicts the record.
 *
 * @param now moment of the restore
 */
export function continueHistory(
  store: RegistryStore,
  { published, heads, codes, lost }: AbandonedHistory,
  now: Date,
): Promise<Continued> {
  return store.write(async (tx) => {
    for (const head of published) await mustBeOfHistory(tx, head)
    const ends = endsOf([...heads, ...published])
    const chains = (await tx.chains.heads()).filter(({ number }) => number > 0).map(({ chain }) => chain)
    const lasting = [...ends.keys()].filter(isLasting)
    const all = [...new Set([...chains, ...lasting])].sort()
    for (const chain of all) {
      const { number = 0, at = '' } = ends.get(chain) ?? {}
      const own = (await tx.chains.newest(chain, 1))[0]?.number ?? 0
      await tx.chains.openSegment(chain, { number: Math.max(number, own) + lost, at }, now.toISOString())
    }
    const next = Math.max(codes, await tx.codes.next()) + Math.max(lost, SPARED_CODES)
    await tx.codes.raise(next)
    return { segments: all.length, codes: next }
  })
}

/** The furthest that is known of each chain. */
function endsOf(heads: readonly ChainHead[]): Map<string, ChainEnd> {
  const ends = new Map<string, ChainEnd>()
  for (const { chain, number, at } of heads) {
    const end = ends.get(chain) ?? { number: 0, at: '' }
    ends.set(chain, { number: Math.max(number, end.number), at: at > end.at ? at : end.at })
  }
  return ends
}

/** An entry that the record has under this number is the one that was published; one between two segments is gone. */
async function mustBeOfHistory({ chains }: RegistryTransaction, { chain, number, hash }: ChainHead) {
  const entry = await chains.byNumber(chain, number)
  if (entry === undefined || entry.hash === hash) return
  throw new StoreError(
    'another-history',
    `Đầu chuỗi đã công bố ${chain} #${number} khác mục cùng số trong bản sao lưu: đó là đầu chuỗi của dữ liệu khác, hoặc một trong hai đã bị sửa. · ` +
      `The published head ${chain} #${number} is not the entry of this number in the backup: it is another record's, or one of them was changed.`,
  )
}
