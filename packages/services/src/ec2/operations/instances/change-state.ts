import type {
  RebootInstancesRequest,
  StartInstancesRequest,
  StartInstancesResult,
  StopInstancesRequest,
  StopInstancesResult,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2'
import { operation } from '@towpath/wire'
import { onInstances } from '../../access.ts'
import { stateChange } from '../../answers/instance.ts'
import { incorrectInstanceState, operationNotPermitted } from '../../errors.ts'
import { instancesOf } from '../../lookup.ts'
import type { Ctx, Room } from '../../room.ts'
import { type InstanceState, REASONS, stateAfter } from '../../rules/instance-state.ts'
import type { Instance } from '../../state/instance.ts'

export const startInstances = operation<StartInstancesRequest, StartInstancesResult, Room>('StartInstances', {
  kind: 'write',
  access: (input, ctx) => onInstances('StartInstances', ctx, input.InstanceIds),
  async run(input, ctx) {
    const changes = await wish(ctx, 'start', 'started', await instancesOf(ctx, input.InstanceIds))
    return { StartingInstances: changes.map(({ instance, after }) => stateChange(instance, after)) }
  },
})

export const stopInstances = operation<StopInstancesRequest, StopInstancesResult, Room>('StopInstances', {
  kind: 'write',
  access: (input, ctx) => onInstances('StopInstances', ctx, input.InstanceIds),
  async run(input, ctx) {
    const instances = await instancesOf(ctx, input.InstanceIds)
    for (const { id, disableApiStop } of instances) {
      if (disableApiStop) throw operationNotPermitted(id, 'disableApiStop', 'stopped')
    }
    const changes = await wish(ctx, 'stop', 'stopped', instances)
    return { StoppingInstances: changes.map(({ instance, after }) => stateChange(instance, after)) }
  },
})

/** Without an answer, as on EC2. */
export const rebootInstances = operation<RebootInstancesRequest, object, Room>('RebootInstances', {
  kind: 'write',
  access: (input, ctx) => onInstances('RebootInstances', ctx, input.InstanceIds),
  async run(input, ctx) {
    const instances = await instancesOf(ctx, input.InstanceIds)
    await wish(ctx, 'reboot', 'rebooted', instances)
    for (const { id } of instances) await ctx.instances.requestReboot(id)
    return {}
  },
})

/** All or nothing: one protected instance keeps the others (documented). */
export const terminateInstances = operation<TerminateInstancesRequest, TerminateInstancesResult, Room>(
  'TerminateInstances',
  {
    kind: 'write',
    access: (input, ctx) => onInstances('TerminateInstances', ctx, input.InstanceIds),
    async run(input, ctx) {
      const instances = await instancesOf(ctx, input.InstanceIds)
      for (const { id, disableApiTermination } of instances) {
        if (disableApiTermination) throw operationNotPermitted(id, 'disableApiTermination', 'terminated')
      }
      const changes = await wish(ctx, 'terminate', 'terminated', instances)
      // Its profile is free at once, and nothing is handed out in its name any more.
      for (const { id } of instances) await ctx.associations.deleteOfInstance(id)
      return { TerminatingInstances: changes.map(({ instance, after }) => stateChange(instance, after)) }
    },
  },
)

/** Writes down what is meant to be; the runtime carries it out. */
async function wish(
  ctx: Ctx,
  what: 'start' | 'stop' | 'reboot' | 'terminate',
  participle: string,
  instances: Instance[],
): Promise<{ instance: Instance; after: InstanceState }[]> {
  const changes = instances.map((instance) => {
    const after = stateAfter(what, instance.state)
    if (after === undefined) throw incorrectInstanceState(instance.id, participle)
    return { instance, after }
  })
  const reason = what === 'stop' || what === 'terminate' ? REASONS.userShutdown : undefined
  for (const { instance, after } of changes) {
    if (after !== instance.state) await ctx.instances.changeState(instance.id, after, ctx.clock.now(), reason)
  }
  ctx.afterCommit(() => ctx.fleet.wake())
  return changes
}
