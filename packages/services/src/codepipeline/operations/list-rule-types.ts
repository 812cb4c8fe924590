import type { ListRuleTypesInput, ListRuleTypesOutput } from '@aws-sdk/client-codepipeline'
import { operation } from '@towpath/wire'
import { onAnything } from '../access.ts'
import type { Room } from '../room.ts'
import { RULE_TYPES } from '../rules/structure/check-rule.ts'

/** All of AWS, version 1, the same in every region. */
export const listRuleTypes = operation<ListRuleTypesInput, ListRuleTypesOutput, Room>('ListRuleTypes', {
  kind: 'read',
  access: () => [onAnything('ListRuleTypes')],
  async run() {
    const ruleTypes = Object.entries(RULE_TYPES).map(([provider, { required, optional }]) => ({
      id: { category: 'Rule' as const, owner: 'AWS' as const, provider, version: '1' },
      settings: {},
      ruleConfigurationProperties: [...required.map((name) => [name, true] as const), ...optional.map(notRequired)].map(
        ([name, isRequired]) => ({ name, required: isRequired, key: false, secret: false, queryable: false }),
      ),
      inputArtifactDetails: { minimumCount: 0, maximumCount: 5 },
    }))
    return { ruleTypes }
  },
})

const notRequired = (name: string) => [name, false] as const
