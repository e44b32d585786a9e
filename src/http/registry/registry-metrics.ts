import { Counter, Gauge, type Registry } from 'prom-client'
import type { Backlog } from '../../registry/backlog.ts'
import type { ChangeCount } from '../../registry/change-tally.ts'

export interface RegistryMetricsParts {
  /** What became of changes since the start. */
  changes: { readonly counts: Iterable<ChangeCount> }
  backlog: () => Promise<Backlog>
}

/** What Prometheus collects of the registry: changes by state and outcome, and what waits. Labels are words of the program. */
export function registryMetrics(metrics: Registry, { changes, backlog }: RegistryMetricsParts): void {
  const registers = [metrics]
  new Counter({
    name: 'diachiso_registry_changes_total',
    help: 'Changes by action, states before and after, and outcome: made, waits, failed, or the code of a refusal',
    labelNames: ['action', 'from', 'to', 'outcome'] as const,
    registers,
    collect() {
      this.reset()
      for (const { count, ...labels } of changes.counts) this.inc(labels, count)
    },
  })
  let looking: Promise<Backlog> | undefined
  // Gauges are collected at once: one look is for all of them.
  const look = () => {
    looking ??= backlog().finally(() => {
      looking = undefined
    })
    return looking
  }
  new Gauge({
    name: 'diachiso_proposals',
    help: 'Declarations and proposals by state',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      const { proposals } = await look()
      this.reset()
      for (const { state, count } of proposals) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'diachiso_jobs',
    help: 'Jobs by kind and state; dead ones wait for somebody to ask for them again',
    labelNames: ['kind', 'state'] as const,
    registers,
    async collect() {
      const { jobs } = await look()
      this.reset()
      for (const { count, ...labels } of jobs) this.set(labels, count)
    },
  })
  new Gauge({
    name: 'diachiso_outbox_events',
    help: 'Events that are still to be told of',
    registers,
    async collect() {
      this.set((await look()).outbox)
    },
  })
  new Gauge({
    name: 'diachiso_outbox_age_seconds',
    help: 'Seconds since the oldest event that is still to be told of',
    registers,
    async collect() {
      this.set((await look()).outboxAge)
    },
  })
}
