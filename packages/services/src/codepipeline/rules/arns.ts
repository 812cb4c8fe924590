import { formatArn, parseArn } from '@towpath/base'

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
export const actionTypeArn = (place: Place, owner: string, category: string, provider: string, version: string) =>
  arn(place, `actiontype:${owner}/${category}/${provider}/${version}`)

const NAME = /^[A-Za-z0-9.@\-_]{1,100}$/

/** The pipeline that an ARN names, or undefined when it is the ARN of something else or none. */
export function parsePipelineArn(text: string): (Place & { name: string }) | undefined {
  const parsed = parseArn(text)
  if (parsed?.service !== 'codepipeline' || !NAME.test(parsed.resource)) return undefined
  return { account: parsed.account, region: parsed.region, name: parsed.resource }
}
