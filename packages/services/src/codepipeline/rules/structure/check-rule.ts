import type { Result, RuleDeclaration } from '@aws-sdk/client-codepipeline'

interface RuleType {
  required: string[]
  optional: string[]
  commands?: true
  /** Whether the result SKIP may hang on it (documented). */
  skips?: true
}

/** The rule providers, all of category Rule, owner AWS and version 1 (documented). */
export const RULE_TYPES: Record<string, RuleType> = {
  CloudWatchAlarm: { required: ['AlarmName'], optional: ['AlarmStates', 'WaitTime'] },
  DeploymentWindow: { required: ['Cron'], optional: ['TimeZone'] },
  LambdaInvoke: { required: ['FunctionName'], optional: ['UserParameters'], skips: true },
  VariableCheck: { required: ['Variable', 'Operator', 'Value'], optional: [], skips: true },
  CodeBuild: {
    required: ['ProjectName'],
    optional: ['PrimarySource', 'BatchEnabled', 'CombineArtifacts', 'EnvironmentVariables'],
  },
  Commands: {
    required: [],
    optional: ['EnvironmentType', 'ComputeType', 'VpcId', 'Subnets', 'SecurityGroupIds'],
    commands: true,
  },
}

const OPERATORS = ['EQ', 'NE', 'CONTAINS', 'MATCHES']

/** What is wrong with a rule of a condition with that result, if something is. */
export function checkRule(rule: RuleDeclaration, result: Result | undefined): string | undefined {
  const { provider = '', version = '1' } = rule.ruleTypeId ?? {}
  const type = Object.hasOwn(RULE_TYPES, provider) && version === '1' ? RULE_TYPES[provider] : undefined
  if (!type) return `has provider '${provider}' version '${version}', which does not exist`
  if (result === 'SKIP' && !type.skips) {
    return `has provider '${provider}', but SKIP is only supported with LambdaInvoke and VariableCheck`
  }
  const configuration = rule.configuration ?? {}
  const missing = type.required.find((key) => configuration[key] === undefined)
  if (missing) return `is missing required configuration '${missing}'`
  const unknown = Object.keys(configuration).find((key) => ![...type.required, ...type.optional].includes(key))
  if (unknown) return `contains unknown configuration '${unknown}'`
  if (type.commands && !rule.commands?.length) return 'must have a non-empty commands field'
  if (!type.commands && rule.commands) return 'has commands, which only provider Commands takes'
  const { Operator: operator } = configuration
  if (provider === 'VariableCheck' && !OPERATORS.includes(operator ?? '')) {
    return `has operator '${operator}', which is not one of ${OPERATORS.join(', ')}`
  }
  return undefined
}
