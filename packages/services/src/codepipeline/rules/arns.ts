import type { ActionCategory, ActionTypeId } from '@aws-sdk/client-codepipeline'
import { formatArn, parseArn } from '@towpath/base'
import { typeKey } from './action-types/action-type.ts'

/** Where a resource is. */
export interface Place {
  account: string
  region: string
}

const arn = ({ account, region }: Place, resource: string) =>
  formatArn({ service: 'codepipeline', account, region, resource })

export const pipelineArn = (place: Place, name: string) => arn(place, name)
export const stageArn = (place: Place, pipeline: string, stage: string) => arn(place, `${pipeline}/${stage}`)
export const actionArn = (place: Place, pipeline: string, stage: string, action: string) =>
  arn(place, `${pipeline}/${stage}/${action}`)
export const typeArn = (place: Place, id: ActionTypeId) => arn(place, `actiontype:${typeKey(id)}`)

export const webhookArn = (place: Place, name: string) => arn(place, `webhook:${name}`)

const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/

/** What carries tags, by the form of its ARN: a pipeline, a webhook, or a custom action type. */
export type TaggedResource = Place &
  ({ kind: 'pipeline' | 'webhook'; name: string } | { kind: 'actiontype'; id: ActionTypeId })

/** The pipeline, webhook or custom action type that an ARN names, or undefined when it is the ARN of something else or none. */
export function parseTaggedArn(text: string): TaggedResource | undefined {
  const parsed = parseArn(text)
  if (parsed?.service !== 'codepipeline') return undefined
  const { account, region, resource } = parsed
  if (NAME.test(resource)) return { account, region, kind: 'pipeline', name: resource }
  const [kind, rest = ''] = resource.split(':', 2)
  if (kind === 'webhook' && NAME.test(rest)) return { account, region, kind, name: rest }
  const [, category, provider = '', version = ''] = /^Custom\/(\w+)\/([\w-]+)\/([\w-]+)$/.exec(rest) ?? []
  if (kind !== 'actiontype' || !isCategory(category)) return undefined
  return { account, region, kind, id: { owner: 'Custom', category, provider, version } }
}

const CATEGORIES: readonly ActionCategory[] = ['Source', 'Build', 'Test', 'Deploy', 'Approval', 'Invoke', 'Compute']

const isCategory = (text: string | undefined): text is ActionCategory => CATEGORIES.some((each) => each === text)
