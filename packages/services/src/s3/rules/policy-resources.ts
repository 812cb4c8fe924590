/** Whether all that a bucket's policy speaks of is that bucket or in it. `policy`: a document that can be read. */
export function speaksOfBucket(policy: string, arn: string): boolean {
  const { Statement: statements = [] } = JSON.parse(policy) as { Statement?: Statement | Statement[] }
  return list(statements)
    .flatMap(({ Resource, NotResource }) => [...list(Resource ?? []), ...list(NotResource ?? [])])
    .every((resource) => resource === arn || resource.startsWith(`${arn}/`))
}

interface Statement {
  Resource?: string | string[]
  NotResource?: string | string[]
}

function list<T>(one: T | T[]): T[] {
  return Array.isArray(one) ? one : [one]
}
