import type { Condition, Result } from '@aws-sdk/client-codepipeline'
import { invalidStageDeclaration, invalidStructure } from '../../errors.ts'
import { type Pipeline, repeated, type Stage } from '../pipeline.ts'
import { checkRule } from './check-rule.ts'

/** What a stage does before it is entered, after it succeeded and after it failed (documented). */
export function checkConditions(pipeline: Pipeline): void {
  for (const [index, stage] of pipeline.stages.entries()) {
    checkStage(stage, index === 0)
    if (pipeline.executionMode === 'PARALLEL' && rollsBack(stage)) {
      throw invalidStructure(`Stage '${stage.name}' cannot roll back: rollback is not supported in PARALLEL mode`)
    }
  }
}

function checkStage({ name, beforeEntry, onSuccess, onFailure }: Stage, isFirst: boolean): void {
  const refuse = (what: string) => invalidStageDeclaration(`Stage '${name}': ${what}`)
  if (isFirst && beforeEntry) throw refuse('beforeEntry conditions are not supported for the source stage')
  checkHook('beforeEntry', beforeEntry?.conditions, ['FAIL', 'SKIP'])
  checkHook('onSuccess', onSuccess?.conditions, ['ROLLBACK', 'FAIL'])
  checkHook('onFailure', onFailure?.conditions, ['ROLLBACK', 'FAIL'])
  if (onFailure) checkFailure()

  function checkHook(hook: string, conditions: Condition[] | undefined, results: Result[]): void {
    for (const { result, rules = [] } of conditions ?? []) {
      if (result !== undefined && !results.includes(result)) {
        throw refuse(
          `result ${result} is not supported for ${hook} conditions; it must be one of ${results.join(', ')}`,
        )
      }
      for (const rule of repeated(rules.map((each) => each.name ?? ''))) {
        throw refuse(`rule names must be unique; ${hook} has more than one rule '${rule}'`)
      }
      for (const rule of rules) {
        const what = checkRule(rule, result)
        if (what) throw refuse(`rule '${rule.name}' of ${hook} ${what}`)
      }
    }
  }

  function checkFailure(): void {
    const { result, retryConfiguration, conditions } = onFailure ?? {}
    if (result === undefined && !conditions?.length) throw refuse('onFailure needs a result or conditions')
    if (result !== undefined && result !== 'ROLLBACK' && result !== 'RETRY') {
      throw refuse(`result ${result} is not supported for onFailure; it must be one of ROLLBACK, RETRY`)
    }
    if (result === 'RETRY' && conditions?.length) throw refuse('onFailure RETRY cannot be combined with conditions')
    if (result !== 'RETRY' && retryConfiguration) throw refuse('retryConfiguration is only for onFailure RETRY')
    if (isFirst && rollsBack({ onFailure, onSuccess })) throw refuse('rollback is not supported for the source stage')
  }
}

function rollsBack({ onFailure, onSuccess }: Pick<Stage, 'onFailure' | 'onSuccess'>): boolean {
  const conditions = [...(onFailure?.conditions ?? []), ...(onSuccess?.conditions ?? [])]
  return onFailure?.result === 'ROLLBACK' || conditions.some((condition) => condition.result === 'ROLLBACK')
}
