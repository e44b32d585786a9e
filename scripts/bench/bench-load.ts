import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import autocannon from 'autocannon'

const SECONDS = 2
/** Limit for a single answer, and the length of a second try when none came in {@link SECONDS}. */
const PATIENT_SECONDS = 30
const CONNECTIONS = 8
/** Prints requests, microseconds, and everything that went wrong. */
const REPORT = `
done = function(summary)
  local e = summary.errors
  io.write(string.format("= %d %d %d\\n", summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout))
end`

/** A client that asks a server for paths in turns as fast as it answers. */
export interface LoadClient {
  /** Which program it is, for the report. */
  readonly name: string
  /** How long {@link rate} asks. */
  readonly seconds: number
  /** Requests a second; throws when one fails. */
  rate(base: string, paths: readonly string[]): Promise<number>
}

/** wrk, which leaves the processors to the server, or autocannon where it is not installed. */
export function loadClient(): LoadClient {
  if (!spawnSync('wrk', ['-v']).error)
    return { name: `wrk, ${CONNECTIONS} connections`, seconds: SECONDS, rate: byWrk }
  return {
    name: `autocannon, ${CONNECTIONS} connections: wrk is not installed, and this client takes as much of the processors as the server`,
    seconds: SECONDS,
    rate: byAutocannon,
  }
}

async function byWrk(base: string, paths: readonly string[], seconds = SECONDS): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'diachiso-wrk-'))
  const script = join(folder, 'paths.lua')
  writeFileSync(
    script,
    `local paths = {${paths.map((path) => JSON.stringify(path)).join(',')}}
local headers = { ["accept-encoding"] = "gzip" }
local i = 0
request = function()
  i = i % #paths + 1
  return wrk.format("GET", paths[i], headers)
end
${REPORT}`,
  )
  try {
    const child = spawn('wrk', [
      '-t1',
      `-c${CONNECTIONS}`,
      `-d${seconds}s`,
      `--timeout`,
      `${PATIENT_SECONDS}s`,
      '-s',
      script,
      base,
    ])
    const output = await text(child.stdout)
    const [requests, microseconds, failed] = (/^= (\d+) (\d+) (\d+)$/m.exec(output) ?? [])
      .slice(1)
      .map(Number)
    if (requests === 0 && !failed && seconds < PATIENT_SECONDS) return byWrk(base, paths, PATIENT_SECONDS)
    if (!requests || !microseconds || failed) throw new Error(`${failed ?? 'all'} requests to ${base} failed`)
    return (requests * 1e6) / microseconds
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Each connection begins at another place of the list, so that none profits from its neighbour. */
async function byAutocannon(base: string, paths: readonly string[]): Promise<number> {
  let connection = 0
  const requests = paths.map((path) => ({
    method: 'GET' as const,
    path,
    headers: { 'accept-encoding': 'gzip' },
  }))
  const run = await autocannon({
    url: base,
    connections: CONNECTIONS,
    duration: SECONDS,
    requests,
    setupClient(client) {
      const first = Math.floor((connection++ * requests.length) / CONNECTIONS)
      client.setRequests([...requests.slice(first), ...requests.slice(0, first)])
    },
  })
  if (run.non2xx + run.errors > 0) throw new Error(`${run.non2xx + run.errors} requests to ${base} failed`)
  return run.requests.average
}
