import served from '../served-schemas.json' with { type: 'json' }

/** A service whose schemas and constraints are kept beside its room. */
export interface GeneratedService {
  /** Folder below packages/services/src. */
  room: string
  client(): Promise<Record<string, unknown>>
  /** Name of the service in botocore. */
  model: string
  /** Only these operations; all of them where the whole model is small. */
  only?: string[]
}

export const SERVICES: GeneratedService[] = [
  { room: 'codecommit', model: 'codecommit', client: () => import('@aws-sdk/client-codecommit') },
  { room: 'codedeploy', model: 'codedeploy', client: () => import('@aws-sdk/client-codedeploy') },
  { room: 'ec2', model: 'ec2', client: () => import('@aws-sdk/client-ec2'), only: served.ec2 },
  { room: 'iam', model: 'iam', client: () => import('@aws-sdk/client-iam') },
  { room: 's3', model: 's3', client: () => import('@aws-sdk/client-s3') },
  { room: 'sts', model: 'sts', client: () => import('@aws-sdk/client-sts') },
]
