import { expect, test } from 'vitest'
import { rolePolicies } from './role-policies.ts'

const policies = rolePolicies({ account: '123456789012', region: 'eu-west-1' })

test.each(Object.entries(policies))('what %s may do is said by action and by resource', (_, policy) => {
  const { Statement } = JSON.parse(policy) as { Statement: { Effect: string; Action: string[]; Resource: string[] }[] }

  for (const { Effect, Action, Resource } of Statement) {
    expect(Effect).toBe('Allow')
    for (const action of Action) expect(action).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/)
    for (const resource of Resource)
      expect(resource).toMatch(/^arn:aws:(s3:::|[a-z0-9]+:eu-west-1:123456789012:).*sample|deploymentconfig:\*$/)
  }
})
