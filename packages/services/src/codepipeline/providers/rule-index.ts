import { codebuildAction } from './codebuild.ts'
import { commandsAction } from './commands.ts'
import { deploymentWindow } from './deployment-window.ts'
import { failing } from './failure.ts'
import type { ProviderDeps } from './index.ts'
import { notServed } from './not-served.ts'
import type { ActionRequest, Provider } from './provider.ts'
import type { RuleProvider, RuleProviderTable, RuleRequest } from './rule.ts'
import { variableCheck } from './variable-check.ts'

/** What says whether the rules of conditions hold, by provider. */
export function ruleProviders(deps: Pick<ProviderDeps, 'commandsBuilds' | 'links' | 'clock'>): RuleProviderTable {
  const table: Record<string, Provider> = {
    VariableCheck: variableCheck,
    DeploymentWindow: deploymentWindow(deps.clock),
    CodeBuild: codebuildAction(deps.links),
    Commands: commandsAction(deps.commandsBuilds),
    CloudWatchAlarm: notServed('CloudWatch alarm', 'Look at what the alarm watches with a Commands rule.'),
    LambdaInvoke: notServed('Lambda', 'Do what the function does with a Commands rule.'),
  }
  const rules = new Map(Object.entries(table).map(([name, provider]) => [name, asRule(failing(provider))]))
  return (provider) => rules.get(provider)
}

/** A rule is an action that hands nothing on. */
function asRule({ start, check, abandon }: Provider): RuleProvider {
  return {
    start: (request, signal) => start(asAction(request), signal),
    ...(check && { check: (request, waiting, signal) => check(asAction(request), waiting, signal) }),
    ...(abandon && { abandon: (request, waiting, signal) => abandon(asAction(request), waiting, signal) }),
  }
}

function asAction({ rule, ruleExecutionId, hook: _, ...request }: RuleRequest): ActionRequest {
  const { name = '', roleArn, timeoutInMinutes, configuration = {} } = rule
  return {
    ...request,
    action: {
      name,
      actionTypeId: { category: 'Test', owner: 'AWS', provider: rule.ruleTypeId?.provider, version: '1' },
      runOrder: 1,
      configuration,
      roleArn,
      timeoutInMinutes,
    },
    actionExecutionId: ruleExecutionId,
    environmentVariables: [],
    outputs: [],
    sourceRevisions: [],
  }
}
