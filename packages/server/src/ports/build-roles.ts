import type { BuildRoles } from '@towpath/services/codebuild/ports/build-roles.ts'
import type { ServiceRoles } from '@towpath/services/codebuild/ports/service-roles.ts'
import { assumeServiceRole, type IamDeps, serviceRoleTrust, sessionCredentials } from '@towpath/services/iam/index.ts'
import { type PipelineSessionDeps, pipelineKeys, pipelinePrincipal } from './pipeline-session.ts'
import { roleCalls } from './role-calls.ts'

const CODEBUILD = 'codebuild.amazonaws.com'

/** What CodeBuild asks of IAM about the service roles of its projects. */
export function projectRoles(iam: IamDeps): ServiceRoles {
  const trust = serviceRoleTrust(iam)
  return {
    mayAssume: (roleArn, { projectArn, ...asked }) =>
      trust({ roleArn, service: CODEBUILD, sourceArn: projectArn, ...asked }),
  }
}

/** How builds act: with the role of their project, or that of the pipeline whose commands they run. */
export function buildRoles(deps: PipelineSessionDeps): BuildRoles {
  const assume = assumeServiceRole(deps.iam)
  const issue = sessionCredentials(deps.iam)
  return {
    async assume({ role, region, sessionName }) {
      const by = { region, userAgent: CODEBUILD }
      if (role.type === 'pipeline') {
        const found = await pipelinePrincipal(deps, { ...role, region, sessionName })
        return 'refused' in found ? found : roleCalls(deps.wire(), found, by)
      }
      const found = await assume({ ...role, service: CODEBUILD, sessionName, region, now: deps.clock.now() })
      if ('refused' in found) return { refused: found.refused, roleArn: role.roleArn }
      return roleCalls(deps.wire(), found.principal, by)
    },
    async credentials({ role, region, sessionName, durationSeconds }) {
      if (role.type === 'pipeline') return pipelineKeys(deps, { ...role, region, sessionName, durationSeconds })
      const session = { ...role, service: CODEBUILD, sessionName, region, now: deps.clock.now(), durationSeconds }
      const issued = await issue(session)
      return 'refused' in issued ? { refused: issued.refused, roleArn: role.roleArn } : issued
    },
  }
}
