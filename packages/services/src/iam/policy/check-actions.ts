import type { PolicyKind } from './document.ts'
import { PolicyProblem } from './problem.ts'
import type { RawStatement } from './raw-document.ts'

const TRUST_ACTION = /^sts:/i

/** Refuses actions that IAM cannot read. It does not ask whether they exist, and neither does IAM. */
export function checkActionForm(statement: RawStatement, kind: PolicyKind): void {
  for (const action of [...(statement.action ?? []), ...(statement.notAction ?? [])]) {
    if (action === '*' && kind !== 'trust') continue
    if (kind === 'trust' && !TRUST_ACTION.test(action)) {
      throw new PolicyProblem('AssumeRole policy may only specify STS AssumeRole actions.')
    }
    const [vendor = '', ...rest] = action.split(':')
    if (rest.length === 0) {
      throw new PolicyProblem('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.')
    }
    if (rest.length > 1) throw new PolicyProblem('Actions/Condition can contain only one colon.')
    if (!/^[A-Za-z0-9.-]+$/.test(vendor) && action !== '*:*') throw new PolicyProblem(`Vendor ${vendor} is not valid`)
  }
}

export function checkActionsPresent(statement: RawStatement, kind: PolicyKind): void {
  if ((statement.action ?? statement.notAction ?? []).length > 0) return
  throw new PolicyProblem(kind === 'trust' ? 'Missing required field Action' : 'Policy statement must contain actions.')
}
