/** The texts by which hosts refer to what they were given. */
import type { CommandKey, TargetKey } from '../ports/deployment-commands.ts'

type Place = Pick<TargetKey, 'account' | 'region'>

/**
 * `ACCOUNT/REGION/d-…/POSITION`: names a deployment on one host. Agents want four parts and at most 129 characters.
 */
export function executionId(target: TargetKey): string {
  return `${target.account}/${target.region}/${target.deploymentId}/${target.position}`
}

/** The target that an execution id names. Undefined where it is malformed or of another account or region. */
export function parseExecutionId(text: string, place: Place): TargetKey | undefined {
  const [account, region, deploymentId = '', position = '', ...more] = text.split('/')
  if (account !== place.account || region !== place.region || more.length > 0) return undefined
  return targetKey(place, deploymentId, position)
}

/** `d-…/POSITION/EVENT/NAME/DELIVERY`: names one handing-out of one command. The name is there for readers of logs. */
export function commandId(command: CommandKey, name: string): string {
  return `${command.deploymentId}/${command.position}/${command.event}/${name}/${command.delivery}`
}

export function parseCommandId(text: string, place: Place): CommandKey | undefined {
  const [deploymentId = '', position = '', event = '', , delivery = '', ...more] = text.split('/')
  const target = targetKey(place, deploymentId, position)
  if (!target || !NUMBER.test(event) || !/^[A-Z0-9]{8}$/.test(delivery) || more.length > 0) return undefined
  return { ...target, event: Number(event), delivery }
}

const NUMBER = /^\d{1,6}$/

function targetKey({ account, region }: Place, deploymentId: string, position: string): TargetKey | undefined {
  if (!/^d-[A-Z0-9]{9}$/.test(deploymentId) || !NUMBER.test(position)) return undefined
  return { account, region, deploymentId, position: Number(position) }
}
