import type { Logger, SealingKey } from '@towpath/base'
import type { Store } from '@towpath/storage'
import type { ActionRoles } from '../ports/action-roles.ts'
import type { RuleProviderTable, RuleRequest } from '../providers/rule.ts'
import { pipelineArn } from '../rules/arns.ts'
import type { ActionFact } from '../rules/execution/action-lifecycle.ts'
import type { ConditionCommand } from '../rules/execution/condition-lifecycle.ts'
import { sessionName } from '../rules/session-name.ts'
import { Pipelines } from '../state/pipelines.ts'
import { type Asked, askProvider } from './ask-provider.ts'
import type { ConditionRunState, RuleRunState } from './condition-run.ts'
import { failed, roleRefused } from './provider-answers.ts'

export interface PerformRuleDeps {
  store: Store
  sealing: SealingKey
  log: Logger
  roles: ActionRoles
  rules: RuleProviderTable
}

/** Asks the provider of a rule whether it holds, to look again or to leave off. */
export async function performRule(
  deps: PerformRuleDeps,
  state: ConditionRunState,
  command: ConditionCommand,
  signal: AbortSignal,
): Promise<ActionFact[]> {
  const rule = state.rules[command.rule]
  return rule ? askProvider(await askedOf(deps, state, rule), rule.work, command, signal) : []
}

/** The provider of a rule and what it is handed, or why it cannot be asked. */
async function askedOf(
  { store, sealing, roles, rules }: PerformRuleDeps,
  state: ConditionRunState,
  { id, name, texts, inputs }: RuleRunState,
): Promise<Asked<RuleRequest>> {
  const { account, pipelineName, version, stage, hook } = state
  const pipeline = await new Pipelines(store.db, state, sealing).findVersion(pipelineName, version)
  const declared = pipeline?.definition.stages.find((each) => each.name === stage)?.[hook]?.conditions?.[0]?.rules
  const rule = declared?.find((each) => each.name === name)
  if (!pipeline || pipeline.id !== state.pipelineId || !rule) {
    return failed('ConfigurationError', `The pipeline '${pipelineName}' was deleted`)
  }
  const providerName = rule.ruleTypeId?.provider ?? ''
  const provider = rules(providerName)
  if (!provider) return failed('ConfigurationError', `Rules of the provider ${providerName} are not carried out here`)
  const region = rule.region ?? state.region
  const pipelineRoleArn = pipeline.definition.roleArn
  const place = { account, region, pipelineArn: pipelineArn(state, pipelineName) }
  const asked = { ...place, pipelineRoleArn, actionRoleArn: rule.roleArn, sessionName: sessionName(pipelineName) }
  const role = await roles.assume(asked)
  if ('refused' in role) return { type: 'failed', error: roleRefused(role, pipelineRoleArn) }
  const request: RuleRequest = {
    ...place,
    pipelineName,
    pipelineVersion: version,
    executionId: state.executionId,
    stage,
    rule,
    hook,
    ruleExecutionId: id,
    configuration: texts.configuration,
    commands: texts.commands,
    inputs,
    role,
    pipelineRoleArn,
    startedAt: state.startedAt,
  }
  return { provider, request }
}
