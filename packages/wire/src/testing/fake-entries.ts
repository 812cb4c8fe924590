import type { Operation } from '../operation.ts'
import { type Protocol, type Service, type ServiceEntry, service } from '../service.ts'

type FakeService = Pick<Service, 'schemas'> & Partial<Service> & { name: string; protocol: Protocol }

/** An entry whose service has only the given operations; allowed to everybody unless an operation says otherwise. */
export function fakeEntry(
  fake: FakeService,
  found: Omit<ServiceEntry, 'load' | 'protocol' | 'signingNames'>,
  ...operations: Operation[]
): ServiceEntry {
  const made = service({ constraints: async () => undefined, room: () => ({}), errors: {}, ...fake, operations })
  return { signingNames: [fake.name], protocol: fake.protocol, load: async () => made, ...found }
}

export function codedeployEntry(...operations: Operation[]): ServiceEntry {
  return fakeEntry(
    { name: 'codedeploy', protocol: 'awsJson1_1', schemas: () => import('@aws-sdk/client-codedeploy') },
    { targets: ['CodeDeploy_20141006'] },
    ...operations,
  )
}

export function stsEntry(...operations: Operation[]): ServiceEntry {
  return fakeEntry(
    { name: 'sts', protocol: 'awsQuery', schemas: () => import('@aws-sdk/client-sts') },
    { version: '2011-06-15' },
    ...operations,
  )
}

export function ec2Entry(...operations: Operation[]): ServiceEntry {
  return fakeEntry(
    { name: 'ec2', protocol: 'ec2Query', schemas: () => import('@aws-sdk/client-ec2') },
    { version: '2016-11-15' },
    ...operations,
  )
}

export function s3Entry(...operations: Operation[]): ServiceEntry {
  return fakeEntry(
    { name: 's3', protocol: 'restXml', schemas: () => import('@aws-sdk/client-s3') },
    { version: '2006-03-01' },
    ...operations,
  )
}
