/**
 * XML namespaces of the answers, by the version that requests of the query protocols carry. The schemas do not hold
 * them; clients do not look at them, people comparing answers do.
 */
const QUERY_NAMESPACES: Record<string, string> = {
  '2010-05-08': 'https://iam.amazonaws.com/doc/2010-05-08/',
  '2011-06-15': 'https://sts.amazonaws.com/doc/2011-06-15/',
  '2016-11-15': 'http://ec2.amazonaws.com/doc/2016-11-15/',
}

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/'

/** Attributes of the outermost element of an answer. */
export function queryNamespace(version: string | undefined): Record<string, string> {
  const namespace = version === undefined ? undefined : QUERY_NAMESPACES[version]
  return namespace === undefined ? {} : { xmlns: namespace }
}
