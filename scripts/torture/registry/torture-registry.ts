import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { SeededRandom } from '../../../src/importing/demo/seeded-random.ts'
import { table } from '../../bench/bench-table.ts'
import { ProgressLine } from '../../commands/progress-line.ts'
import { type Heard, look, opened } from './look.ts'
import { openRegistry, program } from './registry-files.ts'
import type { Left } from './registry-writer.ts'
import { openVictim, type Victim } from './victim.ts'
import type { Done, Work } from './work.ts'

const ROUNDS = { sqlite: 1000, postgres: 50 }
const SEED = 20261129
/** Rounds after which another record is begun: each round looks through all of it. */
const RECORD_LIFE = 25
/** A program is killed within so many lines that it tells, two for each change. */
const MAX_LINES = 150
/** Every so many rounds the database server is killed too. */
const SERVER_LIFE = 5

/**
 * Kills programs that change the registry, under keys, by its rules: each time the next one starts, sends again what nobody
 * heard an answer to, and all is looked through. SIGINT ends it after the round. 0 when nothing was wrong, else 1.
 */
export async function tortureRegistry(
  engine: 'sqlite' | 'postgres',
  rounds = ROUNDS[engine],
  seed = SEED,
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-torture-'))
  const random = new SeededRandom(seed)
  const counts = new Map<string, number>()
  const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  const faults: string[] = []
  const started = performance.now()
  const progress = new ProgressLine(process.stderr, `torture ${engine}`)
  let stopped = false
  let done = 0
  process.once('SIGINT', () => {
    stopped = true
  })
  const victim = await openVictim(engine, folder)
  if (victim === undefined) {
    process.stderr.write('no PostgreSQL with PostGIS here: passed over\n')
    return 0
  }
  try {
    let where = ''
    let heard: Heard = emptyHeard()
    for (let round = 1; round <= rounds && !stopped; round++) {
      if ((round - 1) % RECORD_LIFE === 0) {
        where = await victim.found(round)
        heard = emptyHeard()
      }
      const server = victim.killServer !== undefined && round % SERVER_LIFE === 0
      await killAtWork(where, heard, { round, random, count, victim: server ? victim : undefined })
      await victim.settled?.(where)
      const found = await lookAgain(where, victim, heard)
      faults.push(...found.map((fault) => `round ${round}: ${fault}`))
      count('whole records looked through')
      done = round
      progress.show(round / rounds, round)
    }
    progress.end(done)
  } finally {
    await victim.close()
    rmSync(folder, { recursive: true, force: true })
  }
  const seconds = Math.round((performance.now() - started) / 1000)
  const lines = [...counts].map(([name, n]) => [name, String(n)])
  process.stdout.write(table([`torture ${engine}`, String(done)], lines))
  process.stdout.write(
    `\n${faults.length} faults in ${done} rounds, ${seconds} s\n${faults.slice(0, 50).join('\n')}\n`,
  )
  return faults.length === 0 ? 0 : 1
}

function emptyHeard(): Heard {
  return { asked: new Map(), answered: new Map(), codes: new Map() }
}

interface Round {
  readonly round: number
  readonly random: SeededRandom
  readonly count: (name: string, by?: number) => void
  /** Whose database server is killed instead of the program. */
  readonly victim: Victim | undefined
}

/** Starts a writer, kills it at work, and notes what it asked and what it was answered. */
async function killAtWork(
  where: string,
  heard: Heard,
  { round, random, count, victim }: Round,
): Promise<void> {
  const child = spawn(process.execPath, [...program('registry-writer'), where], {
    stdio: 'pipe',
  })
  let said = ''
  let wrong = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    wrong += text
  })
  let lines = 0
  let begun = false
  const last = random.integer(0, MAX_LINES)
  const told = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      begun ||= said.includes('begun ')
      lines += text.split('\n').length - 1
      if (begun && lines >= last) resolve()
    })
  })
  const ended = once(child, 'close')
  child.stdin.end(JSON.stringify(leftOf(heard, round, random.integer(1, 1e9))))
  await Promise.race([told, ended])
  if (child.exitCode !== null) throw new Error(`the writer ended by itself: ${wrong}`)
  if (victim) {
    await victim.killServer?.()
    count('database servers killed')
  }
  child.kill('SIGKILL')
  await ended
  await victim?.recover?.()
  count('writers killed')
  hear(said, heard, count)
}

function leftOf({ asked, answered }: Heard, round: number, seed: number): Left {
  const accepted = new Set([...asked.values()].filter(({ act }) => act === 'accept').map(({ of }) => of))
  const all = [...answered.values()]
  const proposals = all.map(({ proposal }) => proposal).filter((id) => id !== undefined && !accepted.has(id))
  return {
    round,
    seed,
    unanswered: [...asked.values()].filter(({ mark }) => !answered.has(mark)),
    addresses: [...new Set(all.map(({ uid }) => uid).filter((uid) => uid !== undefined))],
    proposals: proposals as string[],
  }
}

/** A line that was torn was told to nobody. */
function hear(said: string, { asked, answered, codes }: Heard, count: Round['count']): void {
  for (const line of said.slice(0, said.lastIndexOf('\n')).split('\n')) {
    const [what = '', ...rest] = line.split(' ')
    const value = JSON.parse(rest.join(' '))
    if (what === 'ask') asked.set((value as Work).mark, value)
    if (what !== 'done' && what !== 'again') continue
    const done = value as Done
    answered.set(done.mark, done)
    if (done.code != null) codes.set(done.code, done.uid as string)
    const act = asked.get(done.mark)?.act ?? ''
    if (done.refused !== undefined) count(`refused: ${done.refused}`)
    else if (done.proposal !== undefined && act !== 'declare') count('changes that wait for another person')
    else count(`${act} acknowledged`)
    if (what === 'again') count(done.repeated ? 'sent again, were done' : 'sent again, were not done')
  }
}

async function lookAgain(where: string, victim: Victim, heard: Heard): Promise<string[]> {
  const files = await openRegistry(where)
  try {
    await files.resume()
    const { there, plain } = await opened(files, await victim.there(where))
    const faults = await look(files, there, heard)
    return plain === 0 ? faults : [...faults, `${plain} values are not sealed`]
  } finally {
    await files.close()
  }
}
