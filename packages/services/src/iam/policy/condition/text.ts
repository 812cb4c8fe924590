import { compilePattern, matchesPattern } from '../pattern.ts'
import { isFixed, parseTemplate, plainText, resolve } from '../template.ts'
import type { Matcher } from './operators.ts'

/** The same text, also in case. Wildcards mean nothing here. */
export function equalText(expected: string, variables: boolean): Matcher {
  return textMatcher(expected, variables, (text) => text)
}

export function equalIgnoringCase(expected: string, variables: boolean): Matcher {
  return textMatcher(expected, variables, (text) => text.toLowerCase())
}

function textMatcher(expected: string, variables: boolean, fold: (text: string) => string): Matcher {
  const template = parseTemplate(expected, variables)
  if (isFixed(template)) {
    const text = fold(plainText(template))
    return (actual) => fold(actual) === text
  }
  return (actual, values) => {
    const fixed = resolve(template, values)
    return fixed && fold(actual) === fold(plainText(fixed))
  }
}

/** `*` and `?` are wildcards; case counts. */
export function likeText(expected: string, variables: boolean): Matcher {
  const template = parseTemplate(expected, variables)
  if (isFixed(template)) {
    const pattern = compilePattern(template)
    return (actual) => matchesPattern(pattern, actual)
  }
  return (actual, values) => {
    const fixed = resolve(template, values)
    return fixed && matchesPattern(compilePattern(fixed), actual)
  }
}
