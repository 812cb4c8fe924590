import type { Clock } from '@towpath/base'
import type { ActionRoles } from '@towpath/services/codepipeline/ports/action-roles.ts'
import type { JobCredentials } from '@towpath/services/codepipeline/ports/job-credentials.ts'
import type { PipelineRoles } from '@towpath/services/codepipeline/ports/pipeline-roles.ts'
import type { IamDeps } from '@towpath/services/iam/deps.ts'
import { serviceRoleTrust, sessionCredentials } from '@towpath/services/iam/service-roles.ts'
import type { CredentialStore, Wire } from '@towpath/wire'
import { CODEPIPELINE, pipelinePrincipal } from './pipeline-session.ts'
import { roleCalls } from './role-calls.ts'

/** What CodePipeline asks of IAM about the roles of its pipelines. */
export function pipelineRoles(iam: IamDeps): PipelineRoles {
  const trust = serviceRoleTrust(iam)
  return {
    mayAssume: (roleArn, { pipelineArn, ...asked }) =>
      trust({ roleArn, service: CODEPIPELINE, sourceArn: pipelineArn, ...asked }),
  }
}

/** How CodePipeline acts with them. The role of an action is assumed by that of its pipeline, with the real operation. */
export function actionRoles(
  iam: IamDeps,
  deps: { clock: Clock; credentials: CredentialStore; wire: () => Pick<Wire, 'invoker'> },
): ActionRoles {
  return {
    async assume(asked) {
      const found = await pipelinePrincipal({ iam, ...deps }, asked)
      if ('refused' in found) return found
      return roleCalls(deps.wire(), found, { region: asked.region, userAgent: CODEPIPELINE })
    },
  }
}

/** Keys of a pipeline's role for workers of custom actions, who see no more than the artifacts of their job. */
export function jobCredentials(iam: IamDeps): JobCredentials {
  const issue = sessionCredentials(iam)
  return {
    async issue({ policy, pipelineArn, ...asked }) {
      const session = { ...asked, service: CODEPIPELINE, sourceArn: pipelineArn, policies: [policy] }
      const issued = await issue(session)
      return 'refused' in issued ? { refused: issued.refused } : issued
    },
  }
}
