export interface WebhookTable {
  id: string
  url: string
  /** Key of the signatures, sealed where there is a key. */
  secret: string
  /** Codes of communes, separated by spaces; null for all. */
  communes: string | null
  /** Actions of events, separated by spaces; null for all. */
  actions: string | null
  /** `paused` gets no new deliveries: too many waited. */
  state: 'active' | 'paused'
  /** Who made it. */
  account: string
  person: string
  office: string
  /** ISO 8601 in UTC. */
  created_at: string
}
