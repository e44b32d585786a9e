import { KeyDoor } from '../../http/accounts/key-door.ts'
import { Audit } from '../../registry/accounts/audit.ts'
import { ApiKeys } from '../../registry/accounts/keys/api-keys.ts'
import { KeyQuota } from '../../registry/accounts/keys/key-quota.ts'
import { AccountUndo } from '../../registry/accounts/limits/account-undo.ts'
import { Leases } from '../../registry/accounts/presence/leases.ts'
import { Presence } from '../../registry/accounts/presence/presence.ts'
import type { AfterBackupLog } from '../../store/copies/after-backup-log.ts'
import type { RegistryStore } from '../../store/registry/registry-store.ts'
import { issuingRoom } from './issuing-room.ts'
import { type LoginGiven, loginRoom } from './login-room.ts'

export interface AccountRoomGiven extends LoginGiven {
  readonly store: RegistryStore
  /** Where what must not come back with a backup is noted. */
  readonly log: AfterBackupLog
  /** Told of what failed beside any request, with a sentence for the log. */
  readonly onError: (error: unknown, sentence: string) => void
}

/** The rules over offices, accounts and what they do, put together. */
export function accountRoom({ store, log, onError, ...given }: AccountRoomGiven) {
  const { people } = given
  const keys = new ApiKeys(people, undefined, (id) => log.note('key-revoked', id))
  const quota = new KeyQuota(people, (error) => onError(error, 'use of API keys could not be noted'))
  const { credentials, ...login } = loginRoom(given)
  return {
    audit: new Audit(people),
    keys,
    quota,
    keyDoor: new KeyDoor({ keys, quota }),
    undo: new AccountUndo({ store, people }),
    presence: new Presence({ store, people, leases: new Leases() }),
    ...login,
    ...issuingRoom({ people, store, log, credentials }),
  }
}
