import type { GetDeploymentSpecificationInput, GetDeploymentSpecificationOutput } from '@towpath/agent-link'
import { operation } from '@towpath/wire'
import { accessTo, type Variant } from '../access.ts'
import { callingHost } from '../caller.ts'
import { notThatHost, unknownExecution } from '../errors.ts'
import type { Room } from '../room.ts'
import { parseExecutionId } from '../rules/identifiers.ts'

/** What a host needs to know of a deployment, signed. */
export const getDeploymentSpecification = (variant: Variant) =>
  operation<GetDeploymentSpecificationInput, GetDeploymentSpecificationOutput, Room>('GetDeploymentSpecification', {
    kind: 'read',
    access: () => accessTo(variant, 'GetDeploymentSpecification'),
    async run({ DeploymentExecutionId, HostIdentifier }, ctx) {
      const key = parseExecutionId(DeploymentExecutionId, ctx)
      const target = key && (await ctx.commands.target(ctx.db, key))
      const specification = key && (await ctx.commands.specification(ctx.db, key))
      if (!target || !specification) throw unknownExecution(DeploymentExecutionId)
      await callingHost(ctx, HostIdentifier)
      if (target.hostIdentifier !== HostIdentifier) {
        throw notThatHost(`${DeploymentExecutionId} is not for the host ${HostIdentifier}.`)
      }
      const envelope = await ctx.envelopes.sign(ctx.region, specification)
      return { DeploymentSystem: 'CodeDeploy', DeploymentSpecification: { GenericEnvelope: envelope } }
    },
  })
