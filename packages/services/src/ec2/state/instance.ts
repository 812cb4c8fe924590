import type { Insertable, Selectable } from 'kysely'
import type { InstanceState, StateReason } from '../rules/instance-state.ts'
import type { Ec2Tables } from './tables.ts'

/** An instance as it is kept. Times are milliseconds since the epoch. */
export interface Instance {
  id: string
  account: string
  region: string
  host: string
  driver: string
  reservationId: string
  launchIndex: number
  imageId: string
  instanceType: string
  zone: string
  privateIp: string
  keyName?: string
  clientToken?: string
  /** Base64. */
  userData?: string
  httpTokensRequired: boolean
  disableApiTermination: boolean
  disableApiStop: boolean
  state: InstanceState
  stateChangedAt: number
  reason?: StateReason
  booted: boolean
  rebootRequested: boolean
  launchedAt: number
}

export function fromRow(row: Selectable<Ec2Tables['ec2_instances']>): Instance {
  return {
    id: row.id,
    account: row.account,
    region: row.region,
    host: row.host,
    driver: row.driver,
    reservationId: row.reservation_id,
    launchIndex: row.launch_index,
    imageId: row.image_id,
    instanceType: row.instance_type,
    zone: row.zone,
    privateIp: row.private_ip,
    keyName: row.key_name ?? undefined,
    clientToken: row.client_token ?? undefined,
    userData: row.user_data ?? undefined,
    httpTokensRequired: row.http_tokens_required === 1,
    disableApiTermination: row.disable_api_termination === 1,
    disableApiStop: row.disable_api_stop === 1,
    state: row.state,
    stateChangedAt: Number(row.state_changed_at),
    reason: row.reason_code === null ? undefined : { code: row.reason_code, message: row.reason_message ?? '' },
    booted: row.booted === 1,
    rebootRequested: row.reboot_requested === 1,
    launchedAt: Number(row.launched_at),
  }
}

export function toRow(instance: Instance): Insertable<Ec2Tables['ec2_instances']> {
  return {
    id: instance.id,
    account: instance.account,
    region: instance.region,
    host: instance.host,
    driver: instance.driver,
    reservation_id: instance.reservationId,
    launch_index: instance.launchIndex,
    image_id: instance.imageId,
    instance_type: instance.instanceType,
    zone: instance.zone,
    private_ip: instance.privateIp,
    key_name: instance.keyName ?? null,
    client_token: instance.clientToken ?? null,
    user_data: instance.userData ?? null,
    http_tokens_required: instance.httpTokensRequired ? 1 : 0,
    disable_api_termination: instance.disableApiTermination ? 1 : 0,
    disable_api_stop: instance.disableApiStop ? 1 : 0,
    state: instance.state,
    state_changed_at: instance.stateChangedAt,
    reason_code: instance.reason?.code ?? null,
    reason_message: instance.reason?.message ?? null,
    booted: instance.booted ? 1 : 0,
    reboot_requested: instance.rebootRequested ? 1 : 0,
    launched_at: instance.launchedAt,
  }
}
