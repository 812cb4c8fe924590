import { invalidActionDeclaration } from '../../errors.ts'
import type { ActionTypeDefinition, ActionTypes } from '../action-types/action-type.ts'
import { type Action, type Pipeline, placedActions, type Stage } from '../pipeline.ts'
import { QUOTAS } from '../quotas.ts'
import { checkConfiguration } from './check-configuration.ts'

/** Each action for itself: its type, its counts of artifacts, its configuration, what only some providers take. */
export function checkActions(pipeline: Pipeline, region: string, types: ActionTypes): void {
  for (const stage of pipeline.stages) checkRunOrders(stage)
  for (const { action } of placedActions(pipeline)) checkAction(action, region, types)
}

function checkRunOrders({ name, actions }: Stage): void {
  const orders = actions.map((action) => action.runOrder)
  const together = Math.max(...orders.map((order) => orders.filter((other) => other === order).length))
  if (together > QUOTAS.parallelActions || new Set(orders).size > QUOTAS.sequentialActions) {
    throw invalidActionDeclaration(
      `Stage '${name}' has more than ${QUOTAS.parallelActions} parallel or ${QUOTAS.sequentialActions} sequential actions`,
    )
  }
}

function checkAction(action: Action, region: string, types: ActionTypes): void {
  const type = types(action.actionTypeId)
  if (!type) throw notAvailable(action, region)
  checkCount(action, 'input', action.inputArtifacts?.length ?? 0, type.inputs)
  checkCount(action, 'output', action.outputArtifacts?.length ?? 0, type.outputs)
  checkRegion(action, region)
  checkTimeout(action)
  checkCommands(action)
  checkConfiguration(action, type)
}

/** AWS's text (observed); it writes the region so. */
function notAvailable({ name, actionTypeId }: Action, region: string) {
  const { category, provider, owner, version } = actionTypeId
  return invalidActionDeclaration(
    `ActionType (Category: '${category}', Provider: '${provider}', Owner: '${owner}', Version: '${version}') in action '${name}' is not available in region '${region.toUpperCase().replaceAll('-', '_')}'`,
  )
}

/** AWS's text (observed). */
function checkCount(
  { name }: Action,
  direction: 'input' | 'output',
  count: number,
  { minimum, maximum }: ActionTypeDefinition['inputs'],
): void {
  const declares = `Action ${name} declares ${count} ${direction} artifacts which is`
  if (count < minimum) throw invalidActionDeclaration(`${declares} less than the minimum count (${minimum})`)
  if (count > maximum) throw invalidActionDeclaration(`${declares} more than the maximum count (${maximum})`)
}

function checkRegion({ name, actionTypeId, region }: Action, pipelineRegion: string): void {
  if (region === undefined || region === pipelineRegion) return
  if (actionTypeId.category === 'Source' || actionTypeId.owner !== 'AWS') {
    throw invalidActionDeclaration(
      `Action '${name}' cannot run in region '${region}': cross-region actions are not supported for source, third-party and custom actions`,
    )
  }
}

function checkTimeout({ name, actionTypeId, timeoutInMinutes }: Action): void {
  if (timeoutInMinutes === undefined) return
  if (actionTypeId.category === 'Approval' && actionTypeId.provider === 'Manual') return
  throw invalidActionDeclaration(`Action '${name}': timeoutInMinutes is only supported for manual approval actions`)
}

function checkCommands(action: Action): void {
  const { name, commands, outputVariables, environmentVariables } = action
  const isCommands = action.actionTypeId.category === 'Compute' && action.actionTypeId.provider === 'Commands'
  if (isCommands) {
    // AWS's text (observed).
    if (!commands?.length) throw invalidActionDeclaration(`Action ${name} must have a non-empty commands field`)
    return
  }
  const given = { commands, outputVariables, environmentVariables }
  for (const [member, value] of Object.entries(given)) {
    if (value !== undefined && !(member === 'environmentVariables' && action.actionTypeId.category === 'Build')) {
      throw invalidActionDeclaration(`Action ${name}: ${member} is only supported for Commands actions`)
    }
  }
  if (action.outputArtifacts?.some((artifact) => artifact.files !== undefined)) {
    throw invalidActionDeclaration(`Action ${name}: files of output artifacts are only supported for Commands actions`)
  }
}
