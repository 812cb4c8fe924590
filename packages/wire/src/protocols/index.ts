import type { Protocol } from '../service.ts'
import { awsJson } from './aws-json.ts'
import { awsQuery } from './aws-query.ts'
import { ec2Query } from './ec2-query.ts'
import type { ProtocolCodec } from './protocol.ts'
import { restXml } from './rest-xml.ts'

const codecs: Record<Protocol, ProtocolCodec> = {
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
  awsQuery,
  ec2Query,
  restXml,
}

export function codecFor(protocol: Protocol): ProtocolCodec {
  return codecs[protocol]
}
